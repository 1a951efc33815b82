package org.gradus.init;

import java.util.List;
import java.util.Locale;
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
  private static final List<String> NAMES =
      List.of(
          "zeros",
          "constant:VALUE",
          "uniform[:LIMIT]",
          "normal[:STD]",
          "lecun",
          "lecun_normal",
          "lecun_uniform",
          "xavier",
          "xavier_normal",
          "xavier_uniform",
          "he",
          "he_normal",
          "he_uniform");

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

  /** Normal, variance 1 / in (LeCun et al., 1998). */
  public static Initial lecunNormal() {
    return scaled("lecun_normal", Distribution.NORMAL, fan -> 1.0 / fan.in());
  }

  /** Uniform, variance 1 / in (LeCun et al., 1998). */
  public static Initial lecunUniform() {
    return scaled("lecun_uniform", Distribution.UNIFORM, fan -> 1.0 / fan.in());
  }

  /** Normal, variance 2 / (in + out) (Glorot and Bengio, 2010). */
  public static Initial xavierNormal() {
    return scaled("xavier_normal", Distribution.NORMAL, Initializers::xavier);
  }

  /** Uniform, variance 2 / (in + out) (Glorot and Bengio, 2010). */
  public static Initial xavierUniform() {
    return scaled("xavier_uniform", Distribution.UNIFORM, Initializers::xavier);
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

  /**
   * By how much an activation shrinks the signal, to be made up for by the weights before it:
   * sqrt(2) for ReLU and its smooth kin, sqrt(2 / (1 + slope^2)) for leaky ReLU, 5/3 for tanh, as
   * PyTorch has them; else 1.
   */
  public static double gain(UnaryKind activation, double slope) {
    return switch (activation) {
      case RELU, ELU, GELU, GELU_TANH, SILU -> Math.sqrt(2);
      case LEAKY_RELU -> Math.sqrt(2 / (1 + slope * slope));
      case TANH -> 5.0 / 3;
      default -> 1;
    };
  }

  /**
   * The initial values of that name: {@code he}, {@code normal:0.02}. Of LeCun's and He's forms the
   * normal is meant where none is named, of Xavier's the uniform.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Initial named(String name) {
    int colon = name.indexOf(':');
    String kind = (colon < 0 ? name : name.substring(0, colon)).toLowerCase(Locale.ROOT);
    return colon < 0 ? plain(name, kind) : numbered(name, kind, number(name, colon + 1));
  }

  private static Initial plain(String name, String kind) {
    return switch (kind) {
      case "zeros" -> zeros();
      case "uniform" -> uniform(-0.05, 0.05);
      case "normal" -> normal(0, 0.05);
      case "lecun", "lecun_normal" -> lecunNormal();
      case "lecun_uniform" -> lecunUniform();
      case "xavier_normal", "glorot_normal" -> xavierNormal();
      case "xavier", "glorot", "xavier_uniform", "glorot_uniform" -> xavierUniform();
      case "he", "he_normal" -> heNormal();
      case "he_uniform" -> heUniform();
      default -> throw unknown(name);
    };
  }

  private static Initial numbered(String name, String kind, double number) {
    return switch (kind) {
      case "constant" -> constant(number);
      case "uniform" -> uniform(-number, number);
      case "normal" -> normal(0, number);
      default -> throw unknown(name);
    };
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "unknown initializer '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
  }

  /** The names {@link #named} knows. */
  public static List<String> names() {
    return NAMES;
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

  private static double number(String name, int from) {
    try {
      return Double.parseDouble(name.substring(from));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "initializer '%s': '%s' is not a number".formatted(name, name.substring(from)), e);
    }
  }
}
