package org.gradus.check;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Mnist;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;
import org.gradus.pass.Precision;
import org.gradus.testing.OpenClDevice;
import org.gradus.train.Arithmetic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training on OpenCL loses what it loses on the CPU, step by step. */
class OpenClLossCurveTest {
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
    new LossCurve(layer, Digits.load(Digits.SEED, 4000, 100).train(), 60).follow("opencl");
  }

  /** Twins show how far a rounding of F32 drives apart what is rounded to few bits after it. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BF16", "F16"})
  void inHalfPrecision(Precision precision) {
    Layer layer =
        new Sequential(
            new Flatten(),
            new Dense(64),
            new BatchNorm(),
            new Activation(UnaryKind.TANH),
            new Dropout(0.25),
            new Dense(10));
    Dataset digits = Digits.load(Digits.SEED, 4000, 100).train();
    new LossCurve(layer, digits, 60, Arithmetic.of(precision)).follow("opencl");
  }

  @Test
  void onMnist() {
    String data = System.getenv("GRADUS_DATA");
    assumeTrue(data != null, "needs GRADUS_DATA, the folder that holds mnist/");
    Layer layer =
        new Sequential(
            new Flatten(), new Dense(256), new Activation(UnaryKind.RELU), new Dense(10));
    Dataset digits = Mnist.read(Mnist.Variant.DIGITS, Path.of(data, "mnist")).train();
    new LossCurve(layer, digits.limit(20_000), 150).follow("opencl");
  }
}
