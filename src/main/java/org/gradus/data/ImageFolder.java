package org.gradus.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.io.DataException;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Reads images from a folder that has a folder for each class: {@code DIR/cat/1.png}. Where it has
 * {@code train} and {@code test}, each with a folder for each class, those are the two parts; else
 * a fifth of each class is taken for testing.
 *
 * <p>PNG, JPEG and BMP files count, by the ending of their names; other files, and all whose name
 * begins with a dot, are left alone. Classes stand in the order of their names; samples begin with
 * the first image of each class, then come the second ones, so that the first N of them are of all
 * classes. They are bytes, [H, W] in grey and [H, W, 3] in colours.
 *
 * @param directory the folder
 * @param colours whether samples are grey or have colours
 * @param size all images are stretched to; null if all must be of one size already
 */
public record ImageFolder(Path directory, Colours colours, @Nullable Size size) {
  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final String REMEDY =
      "Name a size that all are stretched to (--image-size WxH, or ImageFolder.size in Java)";

  /** What samples are made of. */
  public enum Colours {
    /** Red, green and blue if a file has colours, else grey. */
    AUTO,
    /** Brightness alone. */
    GREY,
    /** Red, green and blue. */
    RGB
  }

  /**
   * A size in pixels.
   *
   * @param width at least 1
   * @param height at least 1
   */
  public record Size(int width, int height) {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if an extent is below 1
     */
    public Size {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "an image has at least 1 x 1 pixels, not %d x %d".formatted(width, height));
      }
    }

    @Override
    public String toString() {
      return width + "x" + height;
    }
  }

  /** One image and its class. */
  private record Item(Path file, int label) {}

  /** The folder's images as they are. */
  public static ImageFolder of(Path directory) {
    return new ImageFolder(directory, Colours.AUTO, null);
  }

  /** The same in grey or in colours. */
  public ImageFolder colours(Colours chosen) {
    return new ImageFolder(directory, chosen, size);
  }

  /** The same with all images stretched to one size. */
  public ImageFolder size(int width, int height) {
    return new ImageFolder(directory, colours, new Size(width, height));
  }

  /**
   * Reads all images, and takes a fifth of each class for testing where the folder does not.
   *
   * @param seed of that division: the same seed gives the same parts
   * @throws DataException if the folder cannot be read, has fewer than two classes, a class is
   *     empty or only in {@code test}; an image is unreadable or damaged; or images differ in size
   *     and no size was named
   */
  public DataSplit load(long seed) {
    if (!Files.isDirectory(directory.resolve(TRAIN))) {
      List<Path> classes = folders(directory);
      Dataset all = read(directory, items(classes), names(classes), null);
      return Partition.STRATIFIED.split(all, CsvLoader.TEST_FRACTION, seed);
    }
    Path test = directory.resolve(TEST);
    if (!Files.isDirectory(test)) {
      throw new DataException("%s: has a folder %s but none %s".formatted(directory, TRAIN, TEST));
    }
    List<Path> classes = folders(directory.resolve(TRAIN));
    List<String> names = names(classes);
    List<Path> testClasses = folders(test);
    for (Path folder : testClasses) {
      if (!names.contains(String.valueOf(folder.getFileName()))) {
        throw new DataException(
            "%s: a class that is not in %s".formatted(folder, directory.resolve(TRAIN)));
      }
    }
    Dataset learned = read(directory.resolve(TRAIN), items(classes), names, null);
    List<Item> judged =
        items(testClasses).stream()
            .map(item -> new Item(item.file, names.indexOf(className(item.file))))
            .toList();
    return new DataSplit(learned, read(test, judged, names, learned.sampleShape()));
  }

  private static String className(Path file) {
    Path folder = file.getParent();
    return folder == null ? "" : String.valueOf(folder.getFileName());
  }

  private static List<String> names(List<Path> classes) {
    return classes.stream().map(folder -> String.valueOf(folder.getFileName())).toList();
  }

  private static List<Path> folders(Path parent) {
    List<Path> folders = list(parent).stream().filter(Files::isDirectory).toList();
    if (folders.size() < 2) {
      throw new DataException(
          "%s: %s; it needs a folder of images for each class, at least 2"
              .formatted(parent, folders.isEmpty() ? "has no folders" : "has one folder"));
    }
    return folders;
  }

  private static List<Item> items(List<Path> classes) {
    List<List<Path>> images = classes.stream().map(ImageFolder::images).toList();
    List<Item> items = new ArrayList<>();
    int most = images.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (int label = 0; label < images.size(); label++) {
        if (i < images.get(label).size()) {
          items.add(new Item(images.get(label).get(i), label));
        }
      }
    }
    return items;
  }

  /** The images of a class. */
  private static List<Path> images(Path folder) {
    List<Path> found = list(folder);
    for (Path file : found) {
      if (Files.isDirectory(file)) {
        throw new DataException(file + ": a folder within the folder of a class");
      }
    }
    List<Path> images = found.stream().filter(PictureFile::isNamed).toList();
    if (images.isEmpty()) {
      throw new DataException(folder + ": holds no images (.png, .jpg, .jpeg, .bmp)");
    }
    return images;
  }

  /** What is in a folder, without what is hidden, by name. */
  private static List<Path> list(Path folder) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!String.valueOf(entry.getFileName()).startsWith(".")) {
          found.add(entry);
        }
      }
    } catch (IOException e) {
      throw DataException.failed("read", folder, e);
    }
    found.sort(Comparator.comparing(path -> String.valueOf(path.getFileName())));
    return found;
  }

  /**
   * Reads the images of one part.
   *
   * @param wanted the shape of samples, or null if it is to be found out
   */
  private Dataset read(Path part, List<Item> items, List<String> names, @Nullable Shape wanted) {
    List<Pixels> images = pixels(items);
    Shape sample = wanted == null ? sample(images) : wanted;
    int features = sample.intSize();
    if ((long) features * items.size() > Integer.MAX_VALUE) {
      throw new DataException(
          "%s: %d images of %s bytes are more than 2 GiB; name a smaller size"
              .formatted(part, items.size(), sample));
    }
    byte[] bytes = new byte[features * items.size()];
    int[] labels = new int[items.size()];
    for (int i = 0; i < labels.length; i++) {
      Pixels image = images.get(i);
      if (image.height() != sample.dim(0) || image.width() != sample.dim(1)) {
        throw differs(items, i, image, sample, wanted != null);
      }
      image.write(bytes, i * features, sample.rank() == 2);
      labels[i] = items.get(i).label();
    }
    return Dataset.ofBytes(part.toString(), bytes, sample, labels, names);
  }

  private DataException differs(
      List<Item> items, int i, Pixels image, Shape sample, boolean isTest) {
    String other = isTest ? "the training images have" : items.getFirst().file() + " has";
    return DataException.withRemedy(
        "%s: %d x %d pixels, but %s %d x %d"
            .formatted(
                items.get(i).file(),
                image.width(),
                image.height(),
                other,
                sample.dim(1),
                sample.dim(0)),
        REMEDY);
  }

  private Shape sample(List<Pixels> images) {
    Pixels first = images.getFirst();
    boolean grey =
        switch (colours) {
          case GREY -> true;
          case RGB -> false;
          case AUTO -> images.stream().allMatch(image -> image.channels() == 1);
        };
    return grey
        ? Shape.of(first.height(), first.width())
        : Shape.of(first.height(), first.width(), 3);
  }

  /** Reads files, several at a time; of several that are damaged the first is told of. */
  private List<Pixels> pixels(List<Item> items) {
    Pixels[] images = new Pixels[items.size()];
    @Nullable DataException[] failures = new DataException[items.size()];
    IntStream.range(0, images.length)
        .parallel()
        .forEach(
            i -> {
              try {
                Picture read = PictureFile.read(items.get(i).file());
                images[i] =
                    Pixels.of(size == null ? read : read.resized(size.width(), size.height()));
              } catch (DataException e) {
                failures[i] = e;
              }
            });
    for (DataException failure : failures) {
      if (failure != null) {
        throw failure;
      }
    }
    return List.of(images);
  }

  /** An image in a quarter of the memory, or less. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pixels(int width, int height, int channels, byte[] values) {
    static Pixels of(Picture picture) {
      byte[] values = new byte[picture.pixels().length];
      picture.write(values, 0);
      return new Pixels(picture.width(), picture.height(), picture.channels(), values);
    }

    /** Writes it in grey or in three channels. */
    void write(byte[] bytes, int at, boolean grey) {
      if (grey == (channels == 1)) {
        System.arraycopy(values, 0, bytes, at, values.length);
        return;
      }
      float[] pixels = new float[values.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = values[i] & 0xFF;
      }
      Picture picture = new Picture(width, height, channels, pixels);
      (grey ? picture.grey() : picture.colour()).write(bytes, at);
    }
  }
}
