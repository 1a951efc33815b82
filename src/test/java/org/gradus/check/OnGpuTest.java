package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.testing.SomeGpu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that GPUs run, where processors have others, on whatever device is there. */
class OnGpuTest {
  private static final int UNITS = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gather",
        "one_hot",
        "scatter_add",
        "dropout",
        "gaussian_noise",
        "sgd",
        "momentum",
        "nesterov",
        "classical_momentum",
        "adagrad",
        "adadelta",
        "rmsprop",
        "rmsprop_centred_momentum",
        "adam",
        "adamw",
        "amsgrad",
        "nadam",
        "lion",
        "clip_scale"
      })
  void agreesWithTheReference(String op) {
    List<CheckRow> rows = new ArrayList<>();
    try (Device device = SomeGpu.open(UNITS);
        Device cpu = Devices.open("cpu")) {
      CheckOptions options = new CheckOptions(op, false, CheckOptions.SEED);
      new CheckRunner(device, cpu, options, rows::add).run();
    }
    List<String> failures =
        rows.stream().filter(row -> !row.passed()).map(CheckRow::message).toList();
    assertEquals("", String.join("\n", failures));
  }
}
