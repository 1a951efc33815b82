package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.device.Device;
import org.gradus.device.Devices;
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
