package org.gradus.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gradus.io.DataException;
import org.gradus.io.NpyArray;
import org.gradus.io.NpyType;
import org.gradus.io.Npz;
import org.gradus.op.Shape;

/**
 * Reads samples and labels from an npz file, numpy's archive of arrays.
 *
 * <ul>
 *   <li>{@code x_train}, {@code y_train}, {@code x_test} and {@code y_test}: the two parts;
 *   <li>or {@code x} and {@code y}: the whole, which is divided.
 * </ul>
 *
 * <p>The first axis of {@code x} counts the samples, the others are the shape of one: (N, H, W) for
 * grey images, (N, H, W, C) for others, (N, F) for tables. Unsigned bytes stay bytes, everything
 * else becomes floats, which must be finite. {@code y} has N whole numbers, as (N) or (N, 1): the
 * labels 0..C-1, each of which occurs in training. Errors name file and array.
 */
public final class NpzLoader {
  private static final String X = "x";
  private static final String Y = "y";
  private static final String X_TRAIN = "x_train";
  private static final String Y_TRAIN = "y_train";
  private static final String X_TEST = "x_test";
  private static final String Y_TEST = "y_test";
  private static final List<String> PARTS = List.of(X_TRAIN, Y_TRAIN, X_TEST, Y_TEST);
  private static final List<String> WHOLE = List.of(X, Y);

  private NpzLoader() {}

  /**
   * Reads a file, dividing {@code x} and {@code y} at random: 80 % for training, 20 % for testing.
   *
   * @param seed of the division: the same seed gives the same parts
   * @throws DataException if the file cannot be read, lacks arrays or holds other types, samples
   *     and labels differ in number, training and test samples in shape, a label is out of range,
   *     or a value is not finite
   */
  public static DataSplit load(Path file, long seed) {
    try (Npz npz = Npz.open(file)) {
      if (hasParts(npz)) {
        NpyArray trainLabels = npz.read(Y_TRAIN);
        int[] train = labels(trainLabels);
        int classes = classCount(trainLabels.source(), train);
        NpyArray testLabels = npz.read(Y_TEST);
        int[] test = labels(testLabels);
        Dataset.checkLabels(testLabels.source(), test, classes);
        DataSplit split =
            new DataSplit(
                dataset(npz.read(X_TRAIN), trainLabels.source(), train, classes),
                dataset(npz.read(X_TEST), testLabels.source(), test, classes));
        checkSame(file, split);
        return split;
      }
      NpyArray labels = npz.read(Y);
      int[] numbers = labels(labels);
      int classes = classCount(labels.source(), numbers);
      return dataset(npz.read(X), labels.source(), numbers, classes)
          .split(CsvLoader.TEST_FRACTION, seed);
    }
  }

  /**
   * Returns whether the samples are unsigned bytes, as those of pictures are; reads no more than
   * that. Errors as of {@link #load}.
   */
  public static boolean holdsBytes(Path file) {
    try (Npz npz = Npz.open(file)) {
      return npz.type(hasParts(npz) ? X_TRAIN : X) == NpyType.U8;
    }
  }

  private static boolean hasParts(Npz npz) {
    List<String> names = npz.names();
    boolean parts = names.containsAll(PARTS);
    if (!parts && !names.containsAll(WHOLE)) {
      throw new DataException(
          "%s: arrays %s are needed, or %s; it holds %s"
              .formatted(
                  npz.file(),
                  String.join(", ", PARTS),
                  String.join(", ", WHOLE),
                  names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return parts;
  }

  private static int[] labels(NpyArray array) {
    Shape shape = array.shape();
    if (!(shape.rank() == 1 || (shape.rank() == 2 && shape.last() == 1))) {
      throw new DataException(
          "%s: a label for each sample is needed, shape [N]; found %s"
              .formatted(array.source(), shape));
    }
    long[] numbers = array.longs();
    int[] labels = new int[numbers.length];
    for (int i = 0; i < labels.length; i++) {
      if (numbers[i] < 0 || numbers[i] > Integer.MAX_VALUE) {
        throw new DataException(
            "%s: label %d at index %d is no class: they count from 0"
                .formatted(array.source(), numbers[i], i));
      }
      labels[i] = (int) numbers[i];
    }
    return labels;
  }

  private static int classCount(String source, int[] labels) {
    int classes = (int) Arrays.stream(labels).distinct().count();
    if (classes == 1) {
      throw new DataException(
          "%s: only one class, %d: nothing to tell apart".formatted(source, labels[0]));
    }
    Dataset.checkLabels(source, labels, classes);
    return classes;
  }

  private static Dataset dataset(NpyArray x, String labelSource, int[] labels, int classes) {
    Shape shape = x.shape();
    if (shape.rank() < 2 || shape.size() == 0) {
      throw new DataException(
          "%s: samples are needed, shape [N, ...] without zeros; found %s"
              .formatted(x.source(), shape));
    }
    if (shape.dim(0) != labels.length) {
      throw new DataException(
          "samples and labels differ in number: %s holds %d samples, %s holds %d labels"
              .formatted(x.source(), shape.dim(0), labelSource, labels.length));
    }
    List<String> names = Dataset.numberedClasses(classes);
    Shape sample = shape.suffix(1);
    return x.type() == NpyType.U8
        ? Dataset.ofBytes(x.source(), x.bytes(), sample, labels, names)
        : Dataset.ofFloats(x.source(), finite(x, sample.intSize()), sample, labels, names);
  }

  private static float[] finite(NpyArray x, int features) {
    float[] values = x.floats();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DataException(
            "%s: sample %d holds %s at value %d, which is not finite as a float"
                .formatted(x.source(), i / features, values[i], i % features));
      }
    }
    return values;
  }

  private static void checkSame(Path file, DataSplit split) {
    Dataset train = split.train();
    Dataset test = split.test();
    if (!train.sampleShape().equals(test.sampleShape()) || train.dtype() != test.dtype()) {
      throw new DataException(
          "%s: training samples are %s of %s, test samples %s of %s"
              .formatted(
                  file, train.sampleShape(), train.dtype(), test.sampleShape(), test.dtype()));
    }
  }
}
