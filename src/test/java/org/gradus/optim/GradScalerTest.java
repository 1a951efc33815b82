package org.gradus.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

/** The scale of a loss, step by step, and gradients that have yet to be divided by it. */
final class GradScalerTest {
  /**
   * The rule of torch.cuda.amp.GradScaler's documentation: "Skips are indicated by found_inf. If
   * infs/NaNs were found, scale is multiplied by backoff_factor and the growth tracker set to 0;
   * else the tracker grows by 1, and at growth_interval scale is multiplied by growth_factor."
   * PyTorch 1.13.1 computes it on CUDA devices only, so there are no numbers of its own here.
   */
  @Test
  void theScaleFollowsTheGradients() {
    GradScaler scaler = new GradScaler(1024, 2, 0.5, 3);
    Graph graph = new Graph();
    Tensor scale = scaler.scale(graph);
    Tensor finite = graph.input("finite", DType.U8);
    scaler.write(graph, scale, finite, graph.constant(1, DType.U8));
    int[] found = {1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1};
    double expected = 1024;
    int tracker = 0;
    int skipped = 0;
    try (Device cpu = Devices.plain("cpu");
        VariableStore store = cpu.allocate(graph.variables());
        Executable step = cpu.compile(graph, store)) {
      store.initialize(1);
      for (int good : found) {
        HostTensor flag = HostTensor.allocate(finite.spec());
        flag.set(0, good);
        step.write("finite", flag);
        step.run();
        tracker = good == 1 ? tracker + 1 : 0;
        expected = good == 1 ? expected : expected / 2;
        skipped += 1 - good;
        if (tracker == 3) {
          expected *= 2;
          tracker = 0;
        }
        assertEquals(
            List.of(expected, (double) tracker, (double) skipped),
            List.of(
                read(store, GradScaler.SCALE),
                read(store, GradScaler.GROWTH_TRACKER),
                read(store, GradScaler.SKIPPED_STEPS)));
      }
    }
  }

  private static double read(VariableStore store, String name) {
    return store.read(store.variables().get(name)).get(0);
  }

  /** With a power of two, not a bit differs. */
  @Test
  void limitsAreForTheGradientWithoutTheScale() {
    for (Clipping clipping :
        List.of(
            Clipping.NONE,
            Clipping.norm(0.1),
            Clipping.norm(100),
            Clipping.byNorm(0.1),
            Clipping.TO_DIRECTION)) {
      Graph graph = new Graph();
      Tensor gradient = graph.input("gradient", DType.F32, 5);
      GuardedGradient plain = clipping.guard(gradient);
      Tensor scaled = gradient.multiply(1024);
      Tensor factor = graph.constant(1.0 / 1024, DType.F32);
      GuardedGradient unscaled = clipping.guard(scaled, factor);
      graph.output("plain", gradient.multiply(plain.scale()));
      graph.output("unscaled", scaled.multiply(unscaled.scale()));
      try (Device cpu = Devices.plain("cpu");
          VariableStore store = cpu.allocate(graph.variables());
          Executable step = cpu.compile(graph, store)) {
        step.write("gradient", HostTensor.of(Shape.of(5), new float[] {0.25f, -1.5f, 0, 3, 1e-3f}));
        step.run();
        for (int i = 0; i < 5; i++) {
          assertEquals(
              step.read("plain").get(i), step.read("unscaled").get(i), clipping.toString());
        }
      }
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    refused(
        "the initial loss scale must be from 2^-14 to the largest float: 0.0",
        () -> GradScaler.USUAL.withInitScale(0));
    refused(
        "the growth factor of the loss scale must be above 1: 1.0",
        () -> new GradScaler(1, 1, 0.5, 1));
    refused(
        "the backoff factor of the loss scale must be in (0, 1): 1.0",
        () -> new GradScaler(1, 2, 1, 1));
    refused(
        "the growth interval of the loss scale must be at least 1: 0",
        () -> GradScaler.USUAL.withGrowthInterval(0));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
