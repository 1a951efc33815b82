package org.gradus.experiment;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.gradus.data.DataSplit;
import org.gradus.data.Digits;
import org.gradus.data.Mnist;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment runs with.
 *
 * @param device the device by name, such as {@code cpu} or {@code auto}
 * @param seed what is drawn at random is drawn from it
 * @param quick whether a smaller form will do, of seconds, as tests run it
 * @param dataDirectory a folder with MNIST's files; null for digits drawn by the program
 * @param progress is told what is being done
 */
public record Setup(
    String device,
    long seed,
    boolean quick,
    @Nullable Path dataDirectory,
    Consumer<String> progress) {
  /** The seed if none is said. */
  public static final long SEED = 1;

  /** The whole experiment on that device, with digits, told to nobody. */
  public static Setup on(String device) {
    return new Setup(device, SEED, false, null, _ -> {});
  }

  /** In a smaller form. */
  public Setup quickly() {
    return new Setup(device, seed, true, dataDirectory, progress);
  }

  /** With another seed. */
  public Setup seed(long other) {
    return new Setup(device, other, quick, dataDirectory, progress);
  }

  /** With MNIST from that folder. */
  public Setup data(Path directory) {
    return new Setup(device, seed, quick, directory, progress);
  }

  /** Told to {@code listener}. */
  public Setup telling(Consumer<String> listener) {
    return new Setup(device, seed, quick, dataDirectory, listener);
  }

  /** {@code whole}, or {@code small} if a smaller form will do. */
  public int size(int whole, int small) {
    return quick ? small : whole;
  }

  /** Tells what is being done. */
  public void tell(String what) {
    progress.accept(what);
  }

  /**
   * The first images of the built-in digits, or of MNIST where its folder was named.
   *
   * @throws org.gradus.io.DataException if the folder does not hold MNIST
   */
  public DataSplit images(int train, int test) {
    if (dataDirectory == null) {
      return Digits.load(Digits.SEED, train, test);
    }
    DataSplit all = Mnist.read(Mnist.Variant.DIGITS, dataDirectory);
    return new DataSplit(all.train().limit(train), all.test().limit(test));
  }

  /** What the images are called in a sentence. */
  public String imagesName() {
    return dataDirectory == null ? "drawn digits" : "MNIST";
  }
}
