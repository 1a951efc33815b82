package peer;

/**
 * One of the two models that every engine trains, with its batch size and how long it is measured.
 *
 * <p>Both use Adam (1e-3, 0.9, 0.999, 1e-8), relu, biases everywhere, He-initialised weights and
 * softmax cross-entropy.
 *
 * @param hidden widths of the hidden layers
 * @param batch samples a step
 * @param normed whether batch norm stands between weights and relu, and dropout of 0.2 after it
 * @param parameters trainable numbers, the same for every engine
 * @param warmup steps that are not timed
 * @param steps steps in a timed block, when the command line does not say
 */
public record Job(
    String name, int[] hidden, int batch, boolean normed, long parameters, int warmup, int steps) {
  /** The rate of dropout where there is one. */
  public static final double DROPOUT = 0.2;

  /** The learning rate of Adam. */
  public static final double RATE = 1e-3;

  /** The job of that name. */
  public static Job named(String name) {
    return switch (name) {
      case "small" -> new Job(name, new int[] {256}, 128, false, 203_530, 600, 400);
      case "large" -> new Job(name, new int[] {1024, 1024}, 256, true, 1_867_786, 120, 40);
      default -> throw new IllegalArgumentException("job " + name + ": small or large wanted");
    };
  }
}
