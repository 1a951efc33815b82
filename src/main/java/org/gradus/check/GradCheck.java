package org.gradus.check;

import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of any model against numerical ones.
 *
 * <pre>{@code
 * GradCheck.of(layer).sample(28, 28).loss(Loss.crossEntropy()).run().requirePassed();
 * }</pre>
 *
 * <p>Everything is computed in F64 on the CPU, with the model written as for training: dropout and
 * noise are drawn by the seed, for step 0, and so the same each time. Parameters start at their
 * first values and are then moved by 0.01 to 0.1, so that those which start at 0 are at no kink.
 *
 * <p>Of each parameter, and of the model's input, a direction of random signs is looked at, which
 * every element takes part in, and some elements one by one. The derivative is (4 D(h) - D(2h)) / 3
 * with D(h) = (f(x + h) - f(x - h)) / 2h; h is 2^-12, or smaller where a kink lies within reach.
 * The bound is what the extrapolation took off, and the rounding of f over h; {@code
 * docs/numerics.md} derives it.
 */
public final class GradCheck {
  private static final int USUAL_BATCH = 3;
  private static final int USUAL_ELEMENTS = 12;

  private final @Nullable Layer layer;
  private final @Nullable Model model;
  private @Nullable Shape sample;
  private @Nullable Loss loss;
  private Domain inputs = Domain.normal();
  private int batch = USUAL_BATCH;
  private int elements = USUAL_ELEMENTS;
  private long seed = 1;

  private GradCheck(@Nullable Layer layer, @Nullable Model model) {
    this.layer = layer;
    this.model = model;
  }

  /** A check of {@code layer}, of which {@link #sample} has to say what goes in. */
  public static GradCheck of(Layer layer) {
    return new GradCheck(layer, null);
  }

  /** A check of {@code model}, which knows its samples and seed. */
  public static GradCheck of(Model model) {
    return new GradCheck(null, model).seed(model.seed());
  }

  /** The shape of one sample, without the batch axis. */
  public GradCheck sample(int... dims) {
    return sample(Shape.of(dims));
  }

  /** The shape of one sample, without the batch axis. */
  public GradCheck sample(Shape shape) {
    this.sample = shape;
    return this;
  }

  /**
   * What is differentiated: this loss of random labels below the last extent of the outputs. If it
   * is not said, the sum of all outputs, each times a random weight.
   */
  public GradCheck loss(Loss function) {
    this.loss = function;
    return this;
  }

  /** Where samples are drawn from; the standard normal distribution if it is not said. */
  public GradCheck inputs(Domain domain) {
    this.inputs = domain;
    return this;
  }

  /**
   * How many samples go in at once; 3 if it is not said.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GradCheck batch(int samples) {
    this.batch = positive("batch", samples);
    return this;
  }

  /**
   * How many elements of each parameter are looked at one by one; 12 if it is not said.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GradCheck elements(int count) {
    this.elements = positive("elements", count);
    return this;
  }

  /** What values, labels, masks, noise and directions are drawn from; 1 if it is not said. */
  public GradCheck seed(long number) {
    this.seed = number;
    return this;
  }

  private static int positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "gradient check: %s must be positive: %d".formatted(what, number));
    }
    return number;
  }

  /**
   * Compares all gradients.
   *
   * @throws IllegalStateException if nobody said what a sample looks like
   * @throws IllegalArgumentException if an op on the way has no gradient
   * @throws org.gradus.op.ShapeException if model, samples and loss do not fit together
   * @throws org.gradus.device.DeviceException if an op of the user's own brings no CPU kernel
   */
  public GradCheckReport run() {
    try (Device cpu = Devices.plain("cpu");
        GradientProbe probe =
            new GradientProbe(cpu, new LossGraph(model(), loss, batch), inputs, seed)) {
      return new GradCheckReport(seed, probe.rows(elements));
    }
  }

  private Model model() {
    if (model != null) {
      return model;
    }
    if (layer == null || sample == null) {
      throw new IllegalStateException(
          "gradient check: what is one sample's shape? say it by sample(28, 28), for one");
    }
    return new Model(layer, sample, seed);
  }
}
