package peer;

/** A model in an engine, ready to train. */
public interface Engine extends AutoCloseable {
  /** The engine's name as the results name it. */
  String name();

  /** The versions that matter. */
  String version();

  /** The number of trainable numbers of the model. */
  long parameters();

  /** What of this engine's settings a reader has to know, in one sentence. */
  String settings();

  /** Trains on the full batch that begins at that sample of the training part. */
  void step(int firstSample);

  /** The loss of the latest step. */
  double loss();

  /** The part of the test samples that the model gets right, without dropout. */
  double testAccuracy();

  @Override
  void close();
}
