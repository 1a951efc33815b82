package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.HostTensor;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.testing.OpenClDevice;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LayerWatchOnOpenClTest {
  /** F32 sums of up to 96 terms in another order: 96 halves of 2^-23. */
  private static final double APART = 96 * 0x1p-24;

  @BeforeEach
  void findDevice() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
  }

  /** By SGD: where a gradient is rounding alone, Adam would make a step of it. */
  private static TrainerBuilder training(String device) {
    Layer layers =
        new Sequential(
            new Dense(16),
            new BatchNorm(),
            Activation.named("relu"),
            new Dropout(0.25),
            new Dense(Samples.CLASSES));
    return Trainer.builder(layers)
        .train(Samples.of(96, 1))
        .optimizer(new Sgd(0.1))
        .batch(32)
        .epochs(2)
        .device(device);
  }

  private static List<LayerSnapshot> watched(String device) {
    LayerWatch watch = new LayerWatch();
    training(device).callback(watch).build().run();
    return watch.snapshots();
  }

  @Test
  void layersLookAsTheyDoOnTheCpu() {
    List<LayerSnapshot> cpu = watched("cpu");
    List<LayerSnapshot> opencl = watched("opencl");
    assertEquals(3, opencl.size());
    for (int i = 0; i < 3; i++) {
      near(cpu.get(i).loss(), opencl.get(i).loss());
      for (int layer = 0; layer < cpu.get(i).layers().size(); layer++) {
        LayerStatistics expected = cpu.get(i).layers().get(layer);
        LayerStatistics actual = opencl.get(i).layers().get(layer);
        near(expected.activations().rms(), actual.activations().rms());
        near(expected.gradients().rms(), actual.gradients().rms());
      }
      double ratio = cpu.get(i).parameters().getFirst().updateRatio();
      near(ratio, opencl.get(i).parameters().getFirst().updateRatio());
    }
  }

  private static void near(double expected, double actual) {
    assertEquals(expected, actual, APART * Math.abs(expected));
  }

  @Test
  void watchingChangesNoBit() {
    TrainingResult alone = training("opencl").build().run();
    TrainingResult watched = training("opencl").callback(new LayerWatch()).build().run();
    Map<String, HostTensor> expected = alone.state().tensors();
    Map<String, HostTensor> actual = watched.state().tensors();
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, values) -> {
          HostTensor found = Objects.requireNonNull(actual.get(name), name);
          assertArrayEquals(values.floats(), found.floats(), name);
        });
  }
}
