package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand steps on OpenCL take no more memory than the first thousand.
 *
 * <p>Java's memory is its heap after a collection. The device's is, where the device is the
 * processor, memory of this process as any other, and so is whatever a driver or this engine
 * allocates for a launch: {@link NativeMemory} asks the C library how much of it is in use. On a
 * graphics processor only the host's part is seen.
 */
class OpenClMemoryTest {
  private static final int STEPS = 10_000;
  private static final int WARM_UP = 1000;
  private static final int BATCH = 32;

  /** An event of some hundred bytes in each step would be more than this. */
  private static final long ALLOWED = 2 << 20;

  @Test
  void tenThousandStepsTakeNoMoreMemory() {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    assumeTrue(NativeMemory.isKnown(), "this C library does not tell how much memory is in use");
    Model model =
        new Model(
            new Sequential(
                new Dense(16),
                new BatchNorm(),
                new Activation(UnaryKind.RELU),
                new Dropout(0.1),
                new Dense(3)),
            Shape.of(SmallData.FEATURES),
            1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(0.01), BATCH);
    try (Device device = Devices.plain("opencl");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      store.initialize(1);
      Dataset data = SmallData.of(BATCH, 1);
      HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
      HostTensor labels = HostTensor.allocate(executable.plan().input(TrainingStep.LABELS).spec());
      for (int i = 0; i < x.size(); i++) {
        x.set(i, data.value(i / SmallData.FEATURES, i % SmallData.FEATURES));
      }
      for (int i = 0; i < BATCH; i++) {
        labels.set(i, data.label(i));
      }
      HostTensor loss = HostTensor.allocate(executable.plan().output(TrainingStep.LOSS).spec());
      steps(WARM_UP, executable, x, labels, loss);
      long heap = heap();
      long others = NativeMemory.used();
      steps(STEPS, executable, x, labels, loss);
      long grownHeap = heap() - heap;
      long grownOthers = NativeMemory.used() - others;
      String told =
          "%d steps: %+d bytes of heap, %+d bytes of other memory"
              .formatted(STEPS, grownHeap, grownOthers);
      System.out.println(told);
      assertTrue(grownHeap < ALLOWED && grownOthers < ALLOWED, told);
    }
  }

  private static void steps(
      int count, Executable executable, HostTensor x, HostTensor labels, HostTensor loss) {
    for (int step = 0; step < count; step++) {
      executable.write(Model.INPUT, x);
      executable.write(TrainingStep.LABELS, labels);
      executable.run();
      executable.read(TrainingStep.LOSS, loss);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
