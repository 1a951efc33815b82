package org.gradus.data;

import java.net.URI;
import java.util.List;

/**
 * The files of MNIST or of a set in its layout, and where they can be had.
 *
 * @param name the set's name, its folder in the cache, and in messages
 * @param classNames the ten classes
 * @param packed whether the checksums are of the packed files as they are downloaded, or of what
 *     they hold
 * @param checksums MD5 in hexadecimal, in the order of {@link #NAMES}
 * @param mirrors addresses that the files' names are appended to, tried in turn
 */
record MnistFiles(
    String name,
    List<String> classNames,
    boolean packed,
    List<String> checksums,
    List<URI> mirrors) {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  /** The four files, without {@code .gz}. */
  static final List<String> NAMES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  static final MnistFiles DIGITS =
      new MnistFiles(
          "mnist",
          Dataset.numberedClasses(10),
          false,
          List.of(
              "6bbc9ace898e44ae57da46a324031adb",
              "a25bea736e30d166cdddb491f175f624",
              "2646ac647ad5339dbf082846283269ea",
              "27ae3e4e09519cfbb04c329615203637"),
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")));

  static final MnistFiles FASHION =
      new MnistFiles(
          "fashion",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          true,
          List.of(
              "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
              "25c81989df183df01b3e8a0aad5dffbe",
              "bef4ecab320f06d8554ea6380940ec79",
              "bb300cfdad3c16e7a12a480ee83cd310"),
          List.of(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")));
}
