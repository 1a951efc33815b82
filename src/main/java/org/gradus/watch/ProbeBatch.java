package org.gradus.watch;

import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/**
 * A batch that stays the same through a training, so that what is measured on it can be compared.
 *
 * @param samples scaled, F32, batch axis first
 * @param labels I32 (B)
 */
public record ProbeBatch(HostTensor samples, HostTensor labels) {
  /** How many samples a probe has if nothing is said. */
  public static final int USUAL_SIZE = 128;

  /** Checks that there is a label for each sample. */
  public ProbeBatch {
    int rows = samples.spec().shape().dim(0);
    if (rows != labels.size()) {
      throw new IllegalArgumentException(
          "a probe of %d samples needs as many labels, not %d".formatted(rows, labels.size()));
    }
  }

  /**
   * Samples drawn from a data set by a seed: the first batch of the first epoch that a training
   * with that seed and batch size would take.
   *
   * @param size how many; all of them if the set is smaller
   */
  public static ProbeBatch of(Dataset data, Scaling scaling, int size, long seed) {
    Batches batches = Batches.training(data, scaling, size, seed);
    batches.startEpoch(1);
    int count = batches.size(0);
    Shape shape = Shape.of(count).append(data.sampleShape().dims());
    HostTensor samples = HostTensor.allocate(new TensorSpec(DType.F32, shape));
    HostTensor labels = HostTensor.allocate(TensorSpec.of(DType.I32, count));
    batches.fill(0, samples.floats(), labels.ints());
    return new ProbeBatch(samples, labels);
  }

  /** The number of samples. */
  public int size() {
    return labels.size();
  }
}
