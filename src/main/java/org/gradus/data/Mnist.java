package org.gradus.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradus.io.DataException;
import org.gradus.io.Idx;
import org.gradus.op.Shape;

/**
 * MNIST's handwritten digits and Fashion-MNIST's clothes: 60,000 + 10,000 images of 28 x 28 bytes
 * in ten classes.
 *
 * <p>A directory holds four IDX files, {@code train-images-idx3-ubyte}, {@code
 * train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte},
 * plain or with {@code .gz}. Any set in that layout can be read, of any size. Sources: LeCun,
 * Cortes and Burges, "The MNIST database"; Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017.
 */
public final class Mnist {
  private Mnist() {}

  /** Which set: they differ in where they come from and in the classes' names. */
  public enum Variant {
    /** Handwritten digits. */
    DIGITS,
    /** Pieces of clothing. */
    FASHION
  }

  /**
   * Reads the set from a directory.
   *
   * @throws DataException if a file is missing or unreadable, does not hold what its header says,
   *     images and labels differ in number, or a label is not 0..9
   */
  public static DataSplit read(Variant variant, Path directory) {
    MnistFiles files = files(variant);
    if (!Files.isDirectory(directory)) {
      throw new DataException("%s: there is no folder %s".formatted(files.name(), directory));
    }
    List<String> missing = missing(directory);
    if (!missing.isEmpty()) {
      throw new DataException(
          "%s: %s not found in %s (with or without .gz)"
              .formatted(files.name(), String.join(", ", missing), directory));
    }
    return read(files, directory);
  }

  /**
   * Reads the set from the cache, downloading what is not there.
   *
   * <p>The cache is {@code $XDG_CACHE_HOME/gradus} or {@code ~/.cache/gradus}. Downloads are
   * checked (MD5, the checksum that the sets' authors give) before they are kept.
   *
   * @throws DataException as {@link #read}; and if something is missing and cannot be downloaded,
   *     saying where to put the files
   */
  public static DataSplit load(Variant variant) {
    return load(files(variant), directory(variant));
  }

  /** Returns the folder that {@link #load(Variant)} reads, and puts downloads into. */
  public static Path directory(Variant variant) {
    return Cache.directory().resolve(files(variant).name());
  }

  private static MnistFiles files(Variant variant) {
    return switch (variant) {
      case DIGITS -> MnistFiles.DIGITS;
      case FASHION -> MnistFiles.FASHION;
    };
  }

  static DataSplit load(MnistFiles files, Path directory) {
    List<String> missing = missing(directory);
    if (!missing.isEmpty()) {
      new MnistDownload(files, directory).fetch(missing);
    }
    return read(files, directory);
  }

  private static DataSplit read(MnistFiles files, Path directory) {
    Dataset train = part(files, directory, MnistFiles.TRAIN_IMAGES, MnistFiles.TRAIN_LABELS);
    Dataset test = part(files, directory, MnistFiles.TEST_IMAGES, MnistFiles.TEST_LABELS);
    if (!train.sampleShape().equals(test.sampleShape())) {
      throw new DataException(
          "%s: training images are %s, test images are %s"
              .formatted(directory, train.sampleShape(), test.sampleShape()));
    }
    return new DataSplit(train, test);
  }

  /** Returns which of the four files are not in a folder, neither plain nor packed. */
  public static List<String> missing(Path directory) {
    List<String> missing = new ArrayList<>(MnistFiles.NAMES);
    missing.removeIf(name -> Files.exists(locate(directory, name)));
    return missing;
  }

  /** Returns the plain file if it is there, else the packed one, which may not be there either. */
  private static Path locate(Path directory, String name) {
    Path plain = directory.resolve(name);
    return Files.exists(plain) ? plain : directory.resolve(name + ".gz");
  }

  private static Dataset part(MnistFiles files, Path directory, String images, String labels) {
    Path imageFile = locate(directory, images);
    Path labelFile = locate(directory, labels);
    Idx.Bytes pixels = Idx.read(imageFile, 3);
    byte[] classes = Idx.read(labelFile, 1).values();
    Shape shape = pixels.shape();
    if (shape.dim(0) != classes.length) {
      throw new DataException(
          "images and labels differ in number: %s holds %d images, %s holds %d labels"
              .formatted(imageFile, shape.dim(0), labelFile, classes.length));
    }
    if (shape.size() == 0) {
      throw new DataException("%s: holds no pixels: header %s".formatted(imageFile, shape));
    }
    int[] numbers = new int[classes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = classes[i] & 0xFF;
    }
    Dataset.checkLabels(labelFile.toString(), numbers, files.classNames().size());
    return Dataset.ofBytes(
        imageFile.toString(), pixels.values(), shape.suffix(1), numbers, files.classNames());
  }
}
