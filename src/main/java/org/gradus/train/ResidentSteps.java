package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;

/** Puts a data set on the device, and then only says in which order batches are made of it. */
final class ResidentSteps implements BatchSource.Steps {
  /** Samples that are copied at a time. */
  private static final int BLOCK = 1024;

  private final Batches batches;
  private final Executable executable;
  private final VariableStore store;
  private final Variable orderPlace;
  private final Variable startPlace;
  private final HostTensor order;
  private final HostTensor start;

  /** Copies the samples as {@code intake} says. */
  ResidentSteps(Batches batches, Intake intake, Executable executable, VariableStore store) {
    this.batches = batches;
    this.executable = executable;
    this.store = store;
    orderPlace = store.variables().get(ResidentBatches.ORDER);
    startPlace = store.variables().get(ResidentBatches.START);
    order = HostTensor.allocate(orderPlace.spec());
    start = HostTensor.allocate(startPlace.spec());
    copySamples(intake);
  }

  private void copySamples(Intake intake) {
    Batches blocks = batches.inOrder(BLOCK);
    Variable samples = store.variables().get(ResidentBatches.SAMPLES);
    Variable labels = store.variables().get(ResidentBatches.LABELS);
    for (int block = 0; block < blocks.count(); block++) {
      int count = blocks.size(block);
      HostTensor x = HostTensor.allocate(intake.spec(batches.data().sampleShape(), count));
      HostTensor y = HostTensor.allocate(TensorSpec.of(DType.I32, count));
      intake.fill(blocks, block, x, y);
      store.write(samples, block * blocks.batchSize(), x);
      store.write(labels, block * blocks.batchSize(), y);
    }
  }

  @Override
  public void startEpoch(long first) {
    batches.order(order.ints());
    store.write(orderPlace, order);
    start.ints()[0] = Math.toIntExact(first);
    store.write(startPlace, start);
  }

  @Override
  public void run(int batch, int count) {
    executable.run(count);
  }
}
