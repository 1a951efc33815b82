package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.plan.Buffer;

/** Hands batches of one size to an executable and reads back what it counts; never allocates. */
final class Feed {
  private final Executable executable;
  private final Buffer samplesPlace;
  private final Buffer labelsPlace;
  private final Buffer lossPlace;
  private final Buffer correctPlace;
  private final HostTensor samples;
  private final HostTensor labels;
  private final HostTensor loss;
  private final HostTensor correct;

  Feed(Executable executable) {
    this.executable = executable;
    samplesPlace = executable.plan().input(Model.INPUT);
    labelsPlace = executable.plan().input(TrainingStep.LABELS);
    lossPlace = executable.plan().output(TrainingStep.LOSS);
    correctPlace = executable.plan().output(TrainingStep.CORRECT);
    samples = HostTensor.allocate(samplesPlace.spec());
    labels = HostTensor.allocate(labelsPlace.spec());
    loss = HostTensor.allocate(lossPlace.spec());
    correct = HostTensor.allocate(correctPlace.spec());
  }

  /** Runs the executable on a batch of the size it was compiled for, and reads what it counts. */
  void run(Batches batches, int batch) {
    write(batches, batch);
    executable.run();
    executable.read(lossPlace, loss);
    executable.read(correctPlace, correct);
  }

  /** Hands a batch of the size it was compiled for to the executable. */
  void write(Batches batches, int batch) {
    if (samplesPlace.spec().dtype() == DType.U8) {
      batches.fill(batch, samples.bytes(), labels.ints());
    } else {
      batches.fill(batch, samples.floats(), labels.ints());
    }
    write(samples, labels);
  }

  /** Hands over a batch that was filled elsewhere; the tensors may change when this returns. */
  void write(HostTensor filledSamples, HostTensor filledLabels) {
    executable.write(samplesPlace, filledSamples);
    executable.write(labelsPlace, filledLabels);
  }

  /** The mean loss of the batch that ran last. */
  double loss() {
    return loss.get(0);
  }

  /** The right answers in the batch that ran last. */
  double correct() {
    return correct.get(0);
  }

  /** What the batch that was written last is made of, by input. */
  Map<String, HostTensor> inputs() {
    Map<String, HostTensor> inputs = new LinkedHashMap<>();
    inputs.put(Model.INPUT, samples);
    inputs.put(TrainingStep.LABELS, labels);
    return inputs;
  }
}
