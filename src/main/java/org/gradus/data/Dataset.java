package org.gradus.data;

import java.util.List;
import java.util.stream.IntStream;
import org.gradus.io.DataException;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/**
 * Labelled samples in memory: features as bytes (pixels) or floats, and one class label each.
 *
 * <p>Immutable by agreement: arrays handed in are kept, not copied, and must not change afterwards.
 * Sample i takes elements {@code i * features()} to {@code (i + 1) * features() - 1}.
 */
public final class Dataset {
  private static final int SPLIT_STREAM = Streams.of("data/split");

  private final String name;
  private final byte @Nullable [] bytes;
  private final float @Nullable [] floats;
  private final Shape sampleShape;
  private final int[] labels;
  private final int size;
  private final List<String> classNames;

  private Dataset(
      String name,
      byte @Nullable [] bytes,
      float @Nullable [] floats,
      Shape sampleShape,
      int[] labels,
      int size,
      List<String> classNames) {
    this.name = name;
    this.bytes = bytes;
    this.floats = floats;
    this.sampleShape = sampleShape;
    this.labels = labels;
    this.size = size;
    this.classNames = List.copyOf(classNames);
  }

  /**
   * Makes a data set of byte features, 0 to 255 each.
   *
   * @param name where it comes from (a file's name), for messages
   * @param features labels.length x sampleShape.size() bytes
   * @param labels each in 0..classNames.size()-1
   * @throws DataException if the counts do not fit or a label is out of range
   */
  public static Dataset ofBytes(
      String name, byte[] features, Shape sampleShape, int[] labels, List<String> classNames) {
    check(name, features.length, sampleShape, labels, classNames.size());
    return new Dataset(name, features, null, sampleShape, labels, labels.length, classNames);
  }

  /** Makes a data set of float features; otherwise as {@link #ofBytes}. */
  public static Dataset ofFloats(
      String name, float[] features, Shape sampleShape, int[] labels, List<String> classNames) {
    check(name, features.length, sampleShape, labels, classNames.size());
    return new Dataset(name, null, features, sampleShape, labels, labels.length, classNames);
  }

  /** Returns the names "0" to "count-1", for classes that have no better ones. */
  public static List<String> numberedClasses(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static void check(
      String name, long values, Shape sampleShape, int[] labels, int classCount) {
    long expected = labels.length * sampleShape.size();
    if (values != expected) {
      throw new DataException(
          "%s: %d labels of samples %s need %d values, found %d"
              .formatted(name, labels.length, sampleShape, expected, values));
    }
    checkLabels(name, labels, classCount);
  }

  /** Checks that every label is one of 0..classCount-1, naming its source and index if not. */
  static void checkLabels(String source, int[] labels, int classCount) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classCount) {
        throw new DataException(
            "%s: label %d at index %d is not one of the %d classes 0..%d"
                .formatted(source, labels[i], i, classCount, classCount - 1));
      }
    }
  }

  /** Returns where the data comes from, as messages name it. */
  public String name() {
    return name;
  }

  /** Returns the number of samples. */
  public int size() {
    return size;
  }

  /** Returns one sample's shape, such as [28, 28]. */
  public Shape sampleShape() {
    return sampleShape;
  }

  /** Returns the number of values of one sample. */
  public int features() {
    return sampleShape.intSize();
  }

  /** Returns how features are stored: U8 or F32. */
  public DType dtype() {
    return bytes == null ? DType.F32 : DType.U8;
  }

  /** Returns the number of classes. */
  public int classCount() {
    return classNames.size();
  }

  /** Returns the classes' names in the order of their labels. */
  public List<String> classNames() {
    return classNames;
  }

  /** Returns the label of a sample, in 0..classCount()-1. */
  public int label(int sample) {
    return labels[sample];
  }

  /**
   * Returns a checksum over everything but the name: CRC-32C in hexadecimal digits. Data sets that
   * differ in any feature, label or class name have, but for chance, different ones.
   */
  public String checksum() {
    return DatasetChecksum.of(this);
  }

  /** Returns one raw value: 0..255 for bytes. */
  public float value(int sample, int feature) {
    int at = sample * features() + feature;
    return bytes != null ? bytes[at] & 0xFF : floats()[at];
  }

  /** Returns the first {@code count} samples, or all if there are fewer; shares the arrays. */
  public Dataset limit(int count) {
    if (count < 1) {
      throw new DataException(name + ": a limit must be at least 1 sample, got " + count);
    }
    return count >= size
        ? this
        : new Dataset(name, bytes, floats, sampleShape, labels, count, classNames);
  }

  /** Returns a copy of the given samples in the given order. */
  public Dataset subset(int[] samples) {
    int features = features();
    int[] chosen = new int[samples.length];
    byte[] someBytes = bytes == null ? null : new byte[samples.length * features];
    float[] someFloats = floats == null ? null : new float[samples.length * features];
    for (int i = 0; i < samples.length; i++) {
      int from = samples[i] * features;
      chosen[i] = labels[samples[i]];
      if (bytes != null && someBytes != null) {
        System.arraycopy(bytes, from, someBytes, i * features, features);
      } else if (floats != null && someFloats != null) {
        System.arraycopy(floats, from, someFloats, i * features, features);
      }
    }
    return new Dataset(
        name, someBytes, someFloats, sampleShape, chosen, samples.length, classNames);
  }

  /**
   * Divides the samples at random, the same way for the same seed; each part keeps the order. For
   * parts with each class's share, and for folds, see {@link Partition}.
   *
   * @param fraction the test part's share, between 0 and 1; both parts get at least one sample
   * @throws DataException if the fraction is not between 0 and 1 or there are fewer than 2 samples
   */
  public DataSplit split(double fraction, long seed) {
    int second = Partition.testSize(this, fraction);
    int[] order = new RandomStream(seed, SPLIT_STREAM).permutation(size);
    boolean[] isTest = new boolean[size];
    for (int i = 0; i < second; i++) {
      isTest[order[i]] = true;
    }
    return Partition.parts(this, isTest);
  }

  /** Returns the byte features, or null if they are floats. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  /** Returns the float features of a data set that {@link #bytes} returned null for. */
  float[] floats() {
    if (floats == null) {
      throw new IllegalStateException(name + ": features are bytes");
    }
    return floats;
  }
}
