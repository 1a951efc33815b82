package org.gradus.init;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.gradus.graph.Initial;
import org.gradus.init.RandomInitial.Distribution;
import org.gradus.op.UnaryKind;

/**
 * Initial values for parameters, directly or by name.
 *
 * <p>LeCun, Xavier and He choose the standard deviation so that the signal neither grows nor fades
 * from layer to layer; each has a normal form and a uniform one of the same standard deviation s,
 * over (-s sqrt(3), s sqrt(3)). A weight is laid out (out, ..., in).
 */
public final class Initializers {
  private Initializers() {}

  /** Zeros. */
  public static Initial zeros() {
    return Initial.ZEROS;
  }

  /** All elements {@code value}. */
  public static Initial constant(double value) {
    return Initial.constant(value);
  }

  /**
   * Uniform in [low, high).
   *
   * @throws IllegalArgumentException if a limit is not finite or {@code low} is above {@code high}
   */
  public static Initial uniform(double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "uniform: limits must be finite and in order: %s, %s".formatted(low, high));
    }
    return new RandomInitial(Distribution.UNIFORM, (low + high) / 2, variable -> (high - low) / 2);
  }

  /**
   * Normal with that mean and standard deviation.
   *
   * @throws IllegalArgumentException if they are not finite or the deviation is negative
   */
  public static Initial normal(double mean, double deviation) {
    if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation < 0) {
      throw new IllegalArgumentException(
          "normal: mean must be finite and deviation zero or positive: %s, %s"
              .formatted(mean, deviation));
    }
    return new RandomInitial(Distribution.NORMAL, mean, variable -> deviation);
  }

  /** Small normal numbers: 0.01 N(0, 1), whatever the weight's shape. */
  public static Initial smallNormal() {
    return normal(0, 0.01);
  }

  /** Normal, standard deviation 1 / in: the signal fades by sqrt(in) in each layer. */
  public static Initial inverseNormal() {
    return scaled("inverse_normal", Distribution.NORMAL, fan -> 1.0 / fan.in() / fan.in());
  }

  /**
   * Normal, but of numbers more than two deviations from the mean, which are drawn again.
   *
   * @throws IllegalArgumentException if they are not finite or the deviation is negative
   */
  public static Initial truncatedNormal(double mean, double deviation) {
    normal(mean, deviation); // checks them
    return new RandomInitial(Distribution.TRUNCATED_NORMAL, mean, variable -> deviation);
  }

  /** Normal, variance 1 / in (LeCun et al., 1998). */
  public static Initial lecunNormal() {
    return scaled("lecun_normal", Distribution.NORMAL, fan -> 1.0 / fan.in());
  }

  /** Uniform, variance 1 / in (LeCun et al., 1998). */
  public static Initial lecunUniform() {
    return scaled("lecun_uniform", Distribution.UNIFORM, fan -> 1.0 / fan.in());
  }

  /** Normal, variance 2 / (in + out), for sigmoid (Glorot and Bengio, 2010). */
  public static Initial xavierNormal() {
    return xavierNormal(1);
  }

  /** Normal, variance 2 gain^2 / (in + out) (Glorot and Bengio, 2010). */
  public static Initial xavierNormal(double gain) {
    return scaled("xavier_normal", Distribution.NORMAL, fan -> gain * gain * xavier(fan));
  }

  /** Uniform, variance 2 / (in + out), for sigmoid (Glorot and Bengio, 2010). */
  public static Initial xavierUniform() {
    return xavierUniform(1);
  }

  /** Uniform, variance 2 gain^2 / (in + out) (Glorot and Bengio, 2010). */
  public static Initial xavierUniform(double gain) {
    return scaled("xavier_uniform", Distribution.UNIFORM, fan -> gain * gain * xavier(fan));
  }

  /** Normal, variance 2 / in, for ReLU (He et al., 2015). */
  public static Initial heNormal() {
    return heNormal(gain(UnaryKind.RELU, 0));
  }

  /** Normal, variance gain^2 / in (He et al., 2015). */
  public static Initial heNormal(double gain) {
    return scaled("he_normal", Distribution.NORMAL, fan -> gain * gain / fan.in());
  }

  /** Uniform, variance 2 / in, for ReLU (He et al., 2015). */
  public static Initial heUniform() {
    return heUniform(gain(UnaryKind.RELU, 0));
  }

  /** Uniform, variance gain^2 / in (He et al., 2015). */
  public static Initial heUniform(double gain) {
    return scaled("he_uniform", Distribution.UNIFORM, fan -> gain * gain / fan.in());
  }

  /** Rows, or columns if there are fewer, at right angles, of length 1 (Saxe et al., 2014). */
  public static Initial orthogonal() {
    return orthogonal(1);
  }

  /** Rows, or columns if there are fewer, at right angles, of length {@code gain}. */
  public static Initial orthogonal(double gain) {
    return new Orthogonal(gain);
  }

  /**
   * By how much an activation shrinks the signal, to be made up for by the weights before it:
   * sqrt(2) for ReLU, sqrt(2 / (1 + slope^2)) for leaky ReLU, 5/3 for tanh, 3/4 for SELU and 1 for
   * sigmoid, as PyTorch has them; ReLU's for its kin, tanh's for hard tanh, else 1.
   */
  public static double gain(UnaryKind activation, double slope) {
    return switch (activation) {
      case RELU, RELU6, ELU, GELU, GELU_TANH, SILU, HARD_SWISH -> Math.sqrt(2);
      case LEAKY_RELU -> Math.sqrt(2 / (1 + slope * slope));
      case TANH, HARD_TANH -> 5.0 / 3;
      case SELU -> 0.75;
      default -> 1;
    };
  }

  /**
   * The initial values of that name: {@code he}, {@code normal:0.02}. Of LeCun's and He's forms the
   * normal is meant where none is named, of Xavier's the uniform. A gain is a number or the name of
   * an activation, as in {@code xavier:tanh} and {@code he:leaky_relu:0.2}.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Initial named(String name) {
    return NamedInitials.of(name);
  }

  /** The names {@link #named} knows; what stands in brackets is optional. */
  public static List<String> names() {
    return NamedInitials.NAMES;
  }

  private static double xavier(Fan fan) {
    return 2.0 / (fan.in() + fan.out());
  }

  private static Initial scaled(
      String name, Distribution distribution, ToDoubleFunction<Fan> variance) {
    // The standard deviation of a uniform number in [-1, 1) is 1 / sqrt(3).
    double factor = distribution == Distribution.UNIFORM ? 3 : 1;
    return new RandomInitial(
        distribution,
        0,
        variable -> Math.sqrt(factor * variance.applyAsDouble(Fan.of(name, variable))));
  }
}
