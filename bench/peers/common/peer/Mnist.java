package peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * MNIST as every engine gets it: pixels as floats in [0, 1], labels as integers, one seeded order.
 *
 * <p>The training part is shuffled once, here, so that an engine may keep it whole and cut batches
 * out of it in order.
 */
public record Mnist(float[] trainX, int[] trainY, float[] testX, int[] testY) {
  /** The number of pixels of an image. */
  public static final int PIXELS = 784;

  /** The number of classes. */
  public static final int CLASSES = 10;

  /** Reads the four gzipped IDX files of a folder. */
  public static Mnist read(Path folder, long seed) throws IOException {
    float[] x = images(folder.resolve("train-images-idx3-ubyte.gz"));
    int[] y = labels(folder.resolve("train-labels-idx1-ubyte.gz"));
    shuffle(x, y, new Random(seed));
    return new Mnist(
        x,
        y,
        images(folder.resolve("t10k-images-idx3-ubyte.gz")),
        labels(folder.resolve("t10k-labels-idx1-ubyte.gz")));
  }

  /** The labels as rows of ten numbers, a one at the label. */
  public static float[] oneHot(int[] labels) {
    float[] rows = new float[labels.length * CLASSES];
    for (int i = 0; i < labels.length; i++) {
      rows[i * CLASSES + labels[i]] = 1;
    }
    return rows;
  }

  private static float[] images(Path file) throws IOException {
    byte[] bytes = idx(file, 3);
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pixels[i] = (bytes[i] & 0xff) / 255f;
    }
    return pixels;
  }

  private static int[] labels(Path file) throws IOException {
    byte[] bytes = idx(file, 1);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      labels[i] = bytes[i];
    }
    return labels;
  }

  private static byte[] idx(Path file, int dimensions) throws IOException {
    try (InputStream plain = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new GZIPInputStream(plain, 1 << 16))) {
      int magic = in.readInt();
      if (magic != (0x0800 | dimensions)) {
        throw new IOException(file + " is not an IDX file of " + dimensions + " dimensions");
      }
      int size = 1;
      for (int i = 0; i < dimensions; i++) {
        size = Math.multiplyExact(size, in.readInt());
      }
      byte[] bytes = in.readNBytes(size);
      if (bytes.length != size) {
        throw new IOException(file + " ends early: " + bytes.length + " of " + size + " bytes");
      }
      return bytes;
    }
  }

  private static void shuffle(float[] x, int[] y, Random random) {
    float[] row = new float[PIXELS];
    for (int i = y.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      System.arraycopy(x, i * PIXELS, row, 0, PIXELS);
      System.arraycopy(x, j * PIXELS, x, i * PIXELS, PIXELS);
      System.arraycopy(row, 0, x, j * PIXELS, PIXELS);
      int label = y[i];
      y[i] = y[j];
      y[j] = label;
    }
  }
}
