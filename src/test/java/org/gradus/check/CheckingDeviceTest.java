package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.ObjIntConsumer;
import org.gradus.device.Device;
import org.gradus.device.DeviceDecorator;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;
import org.junit.jupiter.api.Test;

/** The decorator that GRADUS_CHECK puts around devices. */
class CheckingDeviceTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void aSoundDevicePassesAWholeTraining() {
    try (Device checking = checking((_, _) -> {});
        Device reference = Devices.plain("cpu")) {
      Verdict verdict = new TrainingStepCheck(checking, reference).check(5);
      assertTrue(verdict.passed(), verdict.message());
    }
    assertEquals(1, told.size());
    String story = told.getFirst();
    assertTrue(
        story.matches("gradus check: \\d+ steps of \\d+ runs agreed with the CPU in F64"), story);
  }

  @Test
  void theFirstNodeThatDiffersStopsTheRunWithTheUsersLine() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 2, 3);
    Tensor w = graph.input("w", DType.F32, 3, 2);
    Tensor product = x.matmul(w); // the line that the message is to name
    graph.output("y", product.add(1).exp());
    try (Device checking = checking(CheckingDeviceTest::spoilProduct);
        VariableStore store = checking.allocate(graph.variables());
        Executable executable = checking.compile(graph, store)) {
      executable.write("x", HostTensor.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6));
      executable.write("w", HostTensor.of(Shape.of(3, 2), 1f, 0, 0, 1, 1, 1));
      String message = assertThrows(DeviceException.class, executable::run).getMessage();
      String node = product.node().toString();
      String start = "check: " + node + " on cpu: result 0[3] is 11.125, not 11.0 (off by 0.125, ";
      assertEquals(start, String.valueOf(message).substring(0, start.length()));
      assertTrue(node.contains("CheckingDeviceTest.java:"), node);
    }
    assertEquals(List.of(), told, "nothing is told of agreement");
  }

  @Test
  void tellsAtItsEndHowMuchAgreed() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 2);
    graph.output("y", x.add(1));
    Device checking = checking((_, _) -> {});
    try (VariableStore store = checking.allocate(graph.variables());
        Executable executable = checking.compile(graph, store)) {
      executable.run();
      executable.run();
      assertEquals(List.of(), told);
    }
    checking.close();
    assertEquals(List.of("gradus check: 2 steps of 2 runs agreed with the CPU in F64"), told);
    checking((_, _) -> {}).close();
    assertEquals(1, told.size(), "where nothing ran, nothing is told");
  }

  private static void spoilProduct(Executable executable, int run) {
    for (Step step : executable.plan().steps()) {
      if (step.op() instanceof MatMul) {
        Buffer product = step.output(0);
        HostTensor values = HostTensor.allocate(product.spec());
        executable.read(product, values);
        values.set(3, values.get(3) + 0.125);
        executable.write(product, values);
      }
    }
  }

  @Test
  void theServiceFileNamesTheDecorator() {
    assertInstanceOf(
        CheckingDecorator.class,
        ServiceLoader.load(DeviceDecorator.class).findFirst().orElseThrow());
  }

  private Device checking(ObjIntConsumer<Executable> fault) {
    return new CheckingDevice(
        new FaultyDevice(Devices.plain("cpu"), fault), Devices.plain("cpu"), told::add);
  }
}
