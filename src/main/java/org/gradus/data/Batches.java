package org.gradus.data;

import org.gradus.io.DataException;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/**
 * A data set in batches of scaled inputs, in an order that the seed fixes on every device.
 *
 * <p>Training shuffles anew each epoch, by the Philox permutation of (seed, epoch), and <b>drops
 * the tail</b>: every batch is full, and the samples left over differ from epoch to epoch. A set
 * smaller than a batch is one batch of all its samples. Evaluation keeps the order and every
 * sample: its last batch may be shorter.
 */
public final class Batches {
  private static final int SHUFFLE_STREAM = Streams.of("data/shuffle");

  private final Dataset data;
  private final Scaling scaling;
  private final int batchSize;
  private final int count;
  private final boolean shuffled;
  private final long seed;
  private final @Nullable Augmenter augmenter;
  private final @Nullable Augmentation augmentation;
  private final int[] order;
  private int epoch;

  private Batches(
      Dataset data,
      Scaling scaling,
      int batchSize,
      int count,
      boolean shuffled,
      long seed,
      @Nullable Augmentation augmentation) {
    this.data = data;
    this.scaling = scaling;
    this.batchSize = batchSize;
    this.count = count;
    this.shuffled = shuffled;
    this.seed = seed;
    this.augmentation = augmentation;
    augmenter = augmentation == null ? null : new Augmenter(augmentation, data.sampleShape(), seed);
    scaling.check(data.features());
    order = new int[data.size()];
    startEpoch(0);
  }

  /**
   * Makes shuffled, full batches for training; {@link #startEpoch} 0 is in force.
   *
   * @param batchSize samples a batch; a smaller set makes one batch of its own size
   * @param seed of the shuffling
   * @throws DataException if the batch size is below 1 or the set is empty
   */
  public static Batches training(Dataset data, Scaling scaling, int batchSize, long seed) {
    check(data, batchSize);
    int size = Math.min(batchSize, data.size());
    return new Batches(data, scaling, size, data.size() / size, true, seed, null);
  }

  /**
   * Returns the same batches of training with their pictures changed at random, by the same seed.
   *
   * @throws DataException if the samples are no pictures, or too small for the changes
   * @throws IllegalStateException if these are batches of evaluation, which judges what is there
   */
  public Batches augmented(Augmentation changes) {
    if (!shuffled) {
      throw new IllegalStateException(data.name() + ": only training is augmented");
    }
    changes.check(data);
    return new Batches(data, scaling, batchSize, count, true, seed, changes);
  }

  /** Returns how pictures are changed, or null if they are not. */
  public @Nullable Augmentation augmentation() {
    return augmentation;
  }

  /** Makes batches in the set's order for evaluation, no sample left out; errors as above. */
  public static Batches evaluation(Dataset data, Scaling scaling, int batchSize) {
    check(data, batchSize);
    int size = Math.min(batchSize, data.size());
    return new Batches(data, scaling, size, (data.size() - 1) / size + 1, false, 0, null);
  }

  private static void check(Dataset data, int batchSize) {
    if (batchSize < 1) {
      throw new DataException("batch size must be at least 1, got " + batchSize);
    }
    if (data.size() == 0) {
      throw new DataException(data.name() + ": holds no samples");
    }
  }

  /** Returns the samples of a full batch: what was asked for, or the set's size if smaller. */
  public int batchSize() {
    return batchSize;
  }

  /** Returns the number of batches of an epoch. */
  public int count() {
    return count;
  }

  /** Returns the samples of one batch: {@link #batchSize}, or fewer for the last of evaluation. */
  public int size(int batch) {
    return Math.min(batchSize, data.size() - batch * batchSize);
  }

  /** Returns the samples an epoch hands out in all. */
  public int samples() {
    return shuffled ? count * batchSize : data.size();
  }

  /** Returns the number of values of one sample. */
  public int features() {
    return data.features();
  }

  /** Returns the data that is handed out. */
  public Dataset data() {
    return data;
  }

  /** Puts the order of an epoch in force: the same for the same seed and epoch, run after run. */
  public void startEpoch(int number) {
    epoch = number;
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (shuffled) {
      new RandomStream(seed, SHUFFLE_STREAM, epoch).shuffle(order);
    }
  }

  /** Returns the same inputs in batches of {@code size}, in the set's order and all of them. */
  public Batches inOrder(int size) {
    return evaluation(data, scaling, size);
  }

  /**
   * Writes the order in force.
   *
   * @param rows receives, batch by batch, which samples stand in their rows: count() x batchSize()
   *     of a training
   */
  public void order(int[] rows) {
    System.arraycopy(order, 0, rows, 0, rows.length);
  }

  /** Returns which sample of the data stands in a row of a batch. */
  public int sample(int batch, int row) {
    return order[batch * batchSize + row];
  }

  /**
   * Writes one batch, without allocating; different batches may be filled by different threads,
   * none while an epoch is started.
   *
   * @param features receives size(batch) x features() scaled inputs, row by row
   * @param labels receives size(batch) labels
   */
  public void fill(int batch, float[] features, int[] labels) {
    int rows = size(batch);
    int width = data.features();
    for (int row = 0; row < rows; row++) {
      int sample = order[batch * batchSize + row];
      labels[row] = data.label(sample);
      scaled(sample, features, row * width);
    }
  }

  private void scaled(int sample, float[] features, int to) {
    int width = data.features();
    byte[] bytes = data.bytes();
    if (augmenter == null) {
      if (bytes == null) {
        scaling.apply(data.floats(), sample * width, features, to, width);
      } else {
        scaling.apply(bytes, sample * width, features, to, width);
      }
      return;
    }
    if (bytes == null) {
      augmenter.apply(epoch, sample, data.floats(), features, to);
    } else {
      augmenter.apply(epoch, sample, bytes, features, to);
    }
    scaling.apply(features, to, features, to, width);
  }

  /**
   * Writes one batch of a set of bytes as they are, not scaled, without allocating.
   *
   * @param raw receives size(batch) x features() bytes, row by row
   * @param labels receives size(batch) labels
   * @throws IllegalStateException if the set holds floats
   */
  public void fill(int batch, byte[] raw, int[] labels) {
    byte[] bytes = data.bytes();
    if (bytes == null) {
      throw new IllegalStateException(data.name() + ": features are floats");
    }
    int width = data.features();
    for (int row = 0; row < size(batch); row++) {
      int sample = order[batch * batchSize + row];
      labels[row] = data.label(sample);
      if (augmenter == null) {
        System.arraycopy(bytes, sample * width, raw, row * width, width);
      } else {
        augmenter.apply(epoch, sample, bytes, raw, row * width);
      }
    }
  }
}
