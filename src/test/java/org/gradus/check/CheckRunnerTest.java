package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variables;
import org.gradus.op.Custom;
import org.gradus.op.Op;
import org.gradus.plan.Plan;
import org.junit.jupiter.api.Test;

/** What a run of checks is made of. */
class CheckRunnerTest {
  @Test
  void oneOpGetsEveryCheckThatAppliesToIt() {
    assertEquals(
        Set.of(
            "bf16",
            "bf16 backward",
            "decomposition",
            "f32",
            "f32 backward",
            "gradient",
            "guard bands",
            "nan and infinity",
            "same bits",
            "second gradient"),
        checks("softmax"));
    assertEquals(
        Set.of("bf16", "f32", "formula", "guard bands", "nan and infinity", "same bits"),
        checks("adamw"));
  }

  @Test
  void anUnknownOpIsAnErrorThatNamesNearOnes() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> run("sofmax"));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("unknown op 'sofmax'; did you mean softmax, "),
        e.getMessage());
    Exception part = assertThrows(IllegalArgumentException.class, () -> run("norm"));
    assertEquals(
        "unknown op 'norm'; did you mean batch_norm, batch_norm_gradient, layer_norm?",
        part.getMessage());
  }

  @Test
  void whatTheDeviceLacksSomethingForIsCheckedOnTheCpuAloneAndTold() {
    List<CheckRow> rows = new ArrayList<>();
    CheckRunner runner;
    try (Device device = new Lacking(Devices.open("cpu"));
        Device reference = Devices.open("cpu")) {
      runner = new CheckRunner(device, reference, new CheckOptions("custom", true, 3), rows::add);
      runner.run();
    }
    assertEquals(Set.of("custom on cpu: a compiler"), runner.left());
    assertEquals(
        Set.of("gradient", "second gradient"),
        rows.stream().map(CheckRow::check).collect(Collectors.toSet()));
  }

  /** A device that has no compiler for users' kernels. */
  private record Lacking(Device device) implements Device {
    @Override
    public DeviceInfo info() {
      return device.info();
    }

    @Override
    public Capabilities capabilities() {
      return device.capabilities();
    }

    @Override
    public String lacks(Op op) {
      return op instanceof Custom ? "a compiler" : "";
    }

    @Override
    public VariableStore allocate(Variables variables) {
      return device.allocate(variables);
    }

    @Override
    public Executable load(Plan plan, VariableStore store) {
      return device.load(plan, store);
    }

    @Override
    public void close() {
      device.close();
    }
  }

  private static Set<String> checks(String op) {
    Set<String> checks = new TreeSet<>();
    for (CheckRow row : run(op)) {
      assertTrue(row.passed(), row.message());
      assertEquals(op, row.op());
      checks.add(row.check());
    }
    return checks;
  }

  private static List<CheckRow> run(String op) {
    List<CheckRow> rows = new ArrayList<>();
    try (Device device = Devices.open("cpu");
        Device reference = Devices.open("cpu")) {
      new CheckRunner(device, reference, new CheckOptions(op, true, 3), rows::add).run();
    }
    return rows;
  }
}
