package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.pass.Precision;
import org.gradus.testing.CudaDevice;
import org.gradus.train.Arithmetic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The catalogue, and the losses of a training, on the CUDA device of this process if it has one.
 */
class CudaDeviceTest {
  private static final int STEPS = 40;

  @Test
  void everyCaseAgreesWithTheCpu() {
    DeviceInfo cuda = CudaDevice.require();
    check(new CheckOptions("", cuda.hardware().emulated(), CheckOptions.SEED));
  }

  /**
   * Other shapes and values: {@code -Dtests.seed} gives those of a seed that was not run before.
   */
  @Test
  void casesOfAnotherSeedAgree() {
    CudaDevice.require();
    check(new CheckOptions("", true, Long.getLong("tests.seed", 20)));
  }

  private static void check(CheckOptions options) {
    List<CheckRow> rows = new ArrayList<>();
    try (Device device = Devices.plain("cuda");
        Device reference = Devices.plain("cpu")) {
      new CheckRunner(device, reference, options, rows::add).run();
    }
    TreeSet<String> failed = new TreeSet<>();
    rows.stream().filter(row -> !row.passed()).map(CheckRow::message).forEach(failed::add);
    assertEquals("", String.join("\n", failed), "seed " + options.seed());
    assertTrue(rows.size() > 500, rows.size() + " checks");
  }

  @Test
  void lossesFollowTheCpu() {
    CudaDevice.require();
    follow(Arithmetic.F32);
  }

  /** TF32 is rounded on the CPU as the GPU does it. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"TF32", "BF16", "F16"})
  void lossesInOtherNumbersFollowTheCpu(Precision precision) {
    CudaDevice.require();
    follow(Arithmetic.of(precision));
  }

  private static void follow(Arithmetic arithmetic) {
    Layer layer =
        new Sequential(
            new Flatten(),
            new Dense(64),
            new BatchNorm(),
            Activation.named("tanh"),
            new Dropout(0.25),
            new Dense(10));
    Dataset digits = Digits.load(Digits.SEED, 4000, 100).train();
    new LossCurve(layer, digits, STEPS, arithmetic).follow("cuda");
  }
}
