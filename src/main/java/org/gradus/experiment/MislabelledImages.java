package org.gradus.experiment;

import java.util.stream.IntStream;
import org.gradus.data.DataSplit;
import org.gradus.data.Dataset;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * Few images, some of which are called what they are not.
 *
 * @param train what is learned, wrong labels among it
 * @param validation what a training may go by
 * @param test what it is judged by in the end
 */
record MislabelledImages(Dataset train, Dataset validation, Dataset test) {
  private static final int STREAM = Streams.of("experiment/mislabelled");

  /** Images of which a share, drawn by the seed, has a wrong label in the training part. */
  static MislabelledImages of(Setup setup, double wrong) {
    int few = setup.size(1000, 300);
    int judged = setup.size(1000, 500);
    DataSplit images = setup.images(few + judged, judged);
    Dataset train = mislabelled(images.train().limit(few), wrong, setup.seed());
    int[] rest = IntStream.range(few, few + judged).toArray();
    return new MislabelledImages(train, images.train().subset(rest), images.test());
  }

  private static Dataset mislabelled(Dataset data, double wrong, long seed) {
    RandomStream random = new RandomStream(seed, STREAM);
    byte[] pixels = new byte[data.size() * data.features()];
    int[] labels = new int[data.size()];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < data.features(); j++) {
        pixels[i * data.features() + j] = (byte) data.value(i, j);
      }
      int other = (data.label(i) + 1 + random.nextInt(9)) % 10;
      labels[i] = random.nextUniform() < wrong ? other : data.label(i);
    }
    String name = data.name() + ", some labels wrong";
    return Dataset.ofBytes(name, pixels, data.sampleShape(), labels, data.classNames());
  }
}
