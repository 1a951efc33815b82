package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Objects;
import org.gradus.data.DataSplit;
import org.gradus.data.Digits;
import org.gradus.data.Mnist;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings on OpenCL beside the CPU's, and models that move between the two. */
class OpenClTrainingTest {
  @TempDir private Path folder;

  @BeforeEach
  void findDevice() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
  }

  @Test
  void theBundledDigitsAreLearntAsWellAsOnTheCpu() {
    learnsAsWell(Digits.load(Digits.SEED, 6000, 2000), withNorm(), 2);
  }

  @Test
  void mnistIsLearntAsWellAsOnTheCpu() {
    String data = System.getenv("GRADUS_DATA");
    assumeTrue(data != null, "needs GRADUS_DATA, the folder that holds mnist/");
    DataSplit digits = Mnist.read(Mnist.Variant.DIGITS, Path.of(data, "mnist"));
    learnsAsWell(digits, plain(256), 1);
  }

  private static void learnsAsWell(DataSplit data, Layer layer, int epochs) {
    Evaluation cpu = test(training(data, layer, "cpu").epochs(epochs).build().run());
    Evaluation opencl = test(training(data, layer, "opencl").epochs(epochs).build().run());
    String told = "%s: %s on OpenCL, %s on the CPU".formatted(data.train().name(), opencl, cpu);
    System.out.println(told);
    assertTrue(Math.abs(opencl.accuracy() - cpu.accuracy()) <= apart(cpu), told);
    assertTrue(cpu.accuracy() > 0.9, told);
  }

  /**
   * How far two accuracies p on the same n samples may lie apart: four standard deviations of the
   * difference of two counts, sqrt(2 p (1 - p) / n), as if the two models' mistakes had nothing to
   * do with each other.
   */
  private static double apart(Evaluation one) {
    double p = one.accuracy();
    return 4 * Math.sqrt(2 * p * (1 - p) / one.samples());
  }

  @Test
  void aTrainingMovesToTheOtherDeviceAndBack() {
    DataSplit data = Digits.load(Digits.SEED, 4000, 1000);
    Evaluation whole = test(training(data, withNorm(), "cpu").epochs(3).build().run());
    Path there = folder.resolve("there");
    training(data, withNorm(), "cpu").directory(there).epochs(1).build().run();
    training(data, withNorm(), "opencl").directory(there).resume(there).epochs(2).build().run();
    TrainingResult last =
        training(data, withNorm(), "cpu").directory(there).resume(there).epochs(3).build().run();
    assertEquals(3, last.epochs().size());
    Evaluation moved = test(last);
    String told = moved + " moved, " + whole + " on the CPU alone";
    assertTrue(Math.abs(moved.accuracy() - whole.accuracy()) <= apart(whole), told);
  }

  @Test
  void aModelIsTheSameOnBothDevices() {
    DataSplit data = Digits.load(Digits.SEED, 4000, 1000);
    for (String trainedOn : new String[] {"cpu", "opencl"}) {
      Path path = folder.resolve(trainedOn);
      training(data, withNorm(), trainedOn).directory(path).epochs(1).build().run();
      Checkpoint checkpoint = Checkpoint.read(path);
      Evaluation cpu = evaluate(checkpoint, data, "cpu");
      Evaluation opencl = evaluate(checkpoint, data, "opencl");
      assertEquals(cpu.accuracy(), opencl.accuracy(), 2.0 / cpu.samples()); // two near a border
      assertEquals(cpu.loss(), opencl.loss(), 1e-5 * cpu.loss());
    }
  }

  private static Evaluation evaluate(Checkpoint checkpoint, DataSplit data, String device) {
    try (Predictor predictor = Predictor.open(withNorm(), checkpoint, "test", device)) {
      return predictor.evaluate(data.test(), Loss.crossEntropy());
    }
  }

  private static Evaluation test(TrainingResult result) {
    return Objects.requireNonNull(result.last().test());
  }

  private static TrainerBuilder training(DataSplit data, Layer layer, String device) {
    return Trainer.builder(layer).data(data).optimizer(new Adam(0.003)).device(device);
  }

  private static Layer plain(int hidden) {
    return new Sequential(
        new Flatten(), new Dense(hidden), new Activation(UnaryKind.RELU), new Dense(10));
  }

  private static Layer withNorm() {
    return new Sequential(
        new Flatten(),
        new Dense(64),
        new BatchNorm(),
        new Activation(UnaryKind.RELU),
        new Dropout(0.1),
        new Dense(10));
  }
}
