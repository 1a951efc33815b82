package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Locale;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Mnist;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A training on OpenCL loses what it loses on the CPU, step by step.
 *
 * <p>The bound is that of {@link TrainingStepCheck}, on real digits and over more steps: twins on
 * the CPU start from parameters that are off by one op's tolerance, and show how far rounding
 * drives this very training apart. Both devices may be off by {@link Tolerance#ROUNDINGS} times as
 * much.
 */
class OpenClLossCurveTest {
  private static final int TWINS = 3;

  @BeforeEach
  void findDevice() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
  }

  @Test
  void onTheBundledDigits() {
    Layer layer =
        new Sequential(
            new Flatten(),
            new Dense(64),
            new BatchNorm(),
            new Activation(UnaryKind.TANH),
            new Dropout(0.25),
            new Dense(10));
    follow(layer, Digits.load(Digits.SEED, 4000, 100).train(), 60);
  }

  @Test
  void onMnist() {
    String data = System.getenv("GRADUS_DATA");
    assumeTrue(data != null, "needs GRADUS_DATA, the folder that holds mnist/");
    Layer layer =
        new Sequential(
            new Flatten(), new Dense(256), new Activation(UnaryKind.RELU), new Dense(10));
    Dataset digits = Mnist.read(Mnist.Variant.DIGITS, Path.of(data, "mnist")).train();
    follow(layer, digits.limit(20_000), 150);
  }

  private static void follow(Layer layer, Dataset data, int steps) {
    LossCurve curve = new LossCurve(layer, data, steps);
    try (Device cpu = Devices.plain("cpu");
        Device opencl = Devices.plain("opencl")) {
      double[] expected = curve.losses(cpu, 0);
      double[] actual = curve.losses(opencl, 0);
      double[] apart = new double[steps];
      for (int twin = 1; twin <= TWINS; twin++) {
        double[] other = curve.losses(cpu, twin);
        double most = 0;
        for (int step = 0; step < steps; step++) {
          most = Math.max(most, Math.abs(other[step] - expected[step]));
          apart[step] = Math.max(apart[step], most);
        }
      }
      assertTrue(expected[steps - 1] < 0.7 * expected[0], "nothing was learnt");
      Verdict.Worst worst = new Verdict.Worst();
      for (int i = 0; i < steps; i++) {
        int step = i;
        double loss = Math.max(1, expected[step]);
        double own = Tolerance.of(DType.F32, LossCurve.BATCH).bound(loss, loss);
        double bound = 2 * (Tolerance.ROUNDINGS * apart[step] + own);
        worst.see(
            Math.abs(actual[step] - expected[step]),
            bound,
            () ->
                "the loss of step %d is %s on OpenCL, %s on the CPU, not within %.3g"
                    .formatted(step, actual[step], expected[step], bound));
      }
      Verdict verdict = worst.verdict();
      System.out.printf(
          Locale.ROOT,
          "%s: %d losses agree; nearest to its bound: off by %.3g of %.3g%n",
          data.name(),
          steps,
          verdict.error(),
          verdict.bound());
      assertTrue(verdict.passed(), verdict.message());
    }
  }
}
