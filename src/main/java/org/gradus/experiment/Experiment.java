package org.gradus.experiment;

/** A question of the lessons that is answered by computing. */
public interface Experiment {
  /** The name it is called by, such as {@code gradient-descent}. */
  String name();

  /** The lesson it belongs to, 1 to 5. */
  int lesson();

  /** What it asks, in one sentence. */
  String question();

  /** Whether it learns images, of {@link Setup#images}. */
  default boolean learnsImages() {
    return false;
  }

  /**
   * Runs it.
   *
   * @return what came out: the same for the same setup, but for times
   * @throws org.gradus.device.DeviceException if the device is not there or fails
   * @throws org.gradus.io.DataException if the images cannot be read
   */
  Outcome run(Setup setup);
}
