package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.loss.Loss;
import org.gradus.nn.Dense;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.Index;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.optim.Adam;
import org.gradus.train.TrainingStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An index out of range on a device: told at the next read, and nothing is learnt from it. */
class BadIndexTest {
  @BeforeEach
  void needsDevice() {
    OpenCls.device();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void gatherNamesIndexRangeAndStep(int bad) {
    Graph graph = new Graph();
    Tensor table = graph.input("table", DType.F32, 5, 3);
    graph.output("y", table.gather(graph.input("indices", DType.I32, 4)));
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      executable.write("table", floats(Shape.of(5, 3)));
      executable.write("indices", indices(0, bad, 4, 2));
      executable.run();
      DeviceException thrown = assertThrows(DeviceException.class, () -> executable.read("y"));
      assertMessage(thrown, bad, 5, "gather");
      double[] row = executable.read("y").toDoubles();
      assertArrayEquals(
          new double[] {0, 1, 2, Double.NaN, Double.NaN, Double.NaN, 12, 13, 14, 6, 7, 8}, row);
      executable.write("indices", indices(0, 1, 4, 2));
      executable.run();
      assertEquals(3, executable.read("y").get(3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5})
  void scatterAddSpoilsRowZero(int bad) {
    Graph graph = new Graph();
    Tensor rows = graph.input("rows", DType.F32, 4, 3);
    Tensor indices = graph.input("indices", DType.I32, 4);
    graph.output("y", graph.add(new Index.ScatterAdd(5), List.of(rows, indices)).output(0));
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      executable.write("rows", floats(Shape.of(4, 3)));
      executable.write("indices", indices(4, bad, 4, 2));
      executable.run();
      DeviceException thrown = assertThrows(DeviceException.class, () -> executable.read("y"));
      assertMessage(thrown, bad, 5, "scatter_add");
      double[] sums = executable.read("y").toDoubles();
      assertTrue(Double.isNaN(sums[0]) && Double.isNaN(sums[2]));
      assertEquals(6, sums[12]);
    }
  }

  /** Where nothing is computed, indices are looked at all the same, as on the CPU. */
  @ParameterizedTest
  @CsvSource({"5, 0, 4, 5", "0, 3, 4, 0", "5, 0, 2000, 5", "0, 3, 2000, 0"})
  void resultsWithoutElementsCheckTheirIndices(int limit, int width, int count, int bad) {
    int[] values = new int[count];
    values[count / 2] = bad;
    for (String name : List.of("cpu", "opencl:0")) {
      assertTold(name, scatter(limit, width, count), indices(values), bad, "scatter_add");
      if (limit > 0) {
        assertTold(name, gather(limit, width, count), indices(values), bad, "gather");
        values[count / 2] = limit - 1;
        try (Device device = Devices.open(name);
            Executable good = run(device, gather(limit, width, count), indices(values))) {
          assertEquals(0, good.read("y").size());
        }
        values[count / 2] = bad;
      }
    }
  }

  private static Graph gather(int rows, int width, int count) {
    Graph graph = new Graph();
    Tensor table = graph.input("table", DType.F32, rows, width);
    graph.output("y", table.gather(graph.input("indices", DType.I32, count)));
    return graph;
  }

  private static Graph scatter(int rows, int width, int count) {
    Graph graph = new Graph();
    Tensor from = graph.input("rows", DType.F32, count, width);
    Tensor indices = graph.input("indices", DType.I32, count);
    graph.output("y", graph.add(new Index.ScatterAdd(rows), List.of(from, indices)).output(0));
    return graph;
  }

  private static Executable run(Device device, Graph graph, HostTensor indices) {
    Executable executable = device.compile(graph, device.allocate(graph.variables()));
    executable.write("indices", indices);
    executable.run();
    return executable;
  }

  private static void assertTold(
      String name, Graph graph, HostTensor indices, int bad, String step) {
    try (Device device = Devices.open(name)) {
      DeviceException thrown =
          assertThrows(DeviceException.class, () -> run(device, graph, indices).read("y"));
      String message = String.valueOf(thrown.getMessage());
      assertTrue(message.contains("index %d ".formatted(bad)), message);
      assertTrue(message.contains(step), message);
    }
  }

  @Test
  void readingAVariableTellsToo() {
    Model model = new Model(new Sequential(new Dense(7)), Shape.of(3), 1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(0.1), 4);
    Variable parameter = graph.variables().role(Variable.Role.PARAMETER).getFirst();
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables());
        VariableStore other = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      store.initialize(1);
      HostTensor before = store.read(parameter);
      step(executable, indices(0, 7, 6, 2));
      other.read(parameter); // no run touched these
      assertMessage(
          assertThrows(DeviceException.class, () -> store.read(parameter)),
          7,
          7,
          "BadIndexTest.java");
      assertArrayEquals(before.toDoubles(), store.read(parameter).toDoubles());
      assertEquals(0, executable.read(TrainingStep.OK).get(0), "it is told once");
    }
  }

  @Test
  void oneHotNamesTheIndex() {
    Graph graph = new Graph();
    graph.output("y", graph.input("indices", DType.I32, 4).oneHot(3, DType.U8));
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      executable.write("indices", indices(0, 3, 2, 1));
      executable.run();
      assertMessage(
          assertThrows(DeviceException.class, () -> executable.read("y")), 3, 3, "one_hot");
      assertArrayEquals(
          new double[] {1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0}, executable.read("y").toDoubles());
    }
  }

  @Test
  void aBadLabelChangesNoVariable() {
    Model model = new Model(new Sequential(new Dense(7)), Shape.of(3), 1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(0.1), 4);
    try (Device device = Devices.open("opencl:0");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      store.initialize(1);
      step(executable, indices(0, 1, 6, 2));
      assertEquals(1, executable.read(TrainingStep.OK).get(0));
      List<double[]> before = values(store);
      step(executable, indices(0, 7, 6, 2));
      DeviceException thrown =
          assertThrows(DeviceException.class, () -> executable.read(TrainingStep.OK));
      assertMessage(thrown, 7, 7, "BadIndexTest.java");
      assertEquals(0, executable.read(TrainingStep.OK).get(0));
      List<double[]> after = values(store);
      for (int i = 0; i < before.size(); i++) {
        assertArrayEquals(before.get(i), after.get(i));
      }
      step(executable, indices(0, 1, 6, 2));
      assertEquals(1, executable.read(TrainingStep.OK).get(0));
    }
  }

  private static void step(Executable executable, HostTensor labels) {
    executable.write("x", floats(Shape.of(4, 3)));
    executable.write(TrainingStep.LABELS, labels);
    executable.run();
  }

  /** All but what the step came to, which is told whatever that is. */
  private static List<double[]> values(VariableStore store) {
    List<double[]> values = new ArrayList<>();
    for (Variable variable : store.variables().all()) {
      if (!variable.name().equals(TrainingStep.METRICS)) {
        values.add(store.read(variable).toDoubles());
      }
    }
    return values;
  }

  private static void assertMessage(DeviceException thrown, int index, int limit, String step) {
    String message = String.valueOf(thrown.getMessage());
    String range = "index %d is out of range [0, %d), in step ".formatted(index, limit);
    assertTrue(message.contains(range) && message.contains(step), message);
  }

  /** 0, 1, 2 and so on. */
  private static HostTensor floats(Shape shape) {
    HostTensor values = HostTensor.allocate(new TensorSpec(DType.F32, shape));
    for (int i = 0; i < values.size(); i++) {
      values.set(i, i);
    }
    return values;
  }

  private static HostTensor indices(int... values) {
    HostTensor tensor = HostTensor.allocate(TensorSpec.of(DType.I32, values.length));
    for (int i = 0; i < values.length; i++) {
      tensor.set(i, values[i]);
    }
    return tensor;
  }
}
