package org.gradus.init;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.graph.Initial;
import org.gradus.op.UnaryKind;

/** Initial values by name, as the command line has them. */
final class NamedInitials {
  static final List<String> NAMES =
      List.of(
          "zeros",
          "ones",
          "constant:VALUE",
          "uniform[:LIMIT]",
          "normal[:STD]",
          "small_normal",
          "inverse_normal",
          "truncated_normal[:STD]",
          "lecun",
          "lecun_normal",
          "lecun_uniform",
          "xavier[:GAIN]",
          "xavier_normal[:GAIN]",
          "xavier_uniform[:GAIN]",
          "he[:GAIN]",
          "he_normal[:GAIN]",
          "he_uniform[:GAIN]",
          "orthogonal[:GAIN]");

  private static final double USUAL_DEVIATION = 0.05;
  private static final double RELU = Initializers.gain(UnaryKind.RELU, 0);

  private NamedInitials() {}

  static Initial of(String name) {
    int colon = name.indexOf(':');
    String kind = (colon < 0 ? name : name.substring(0, colon)).toLowerCase(Locale.ROOT);
    return colon < 0 ? plain(name, kind) : set(name, kind, name.substring(colon + 1));
  }

  private static Initial plain(String name, String kind) {
    return switch (kind) {
      case "zeros" -> Initializers.zeros();
      case "ones" -> Initializers.constant(1);
      case "uniform" -> Initializers.uniform(-USUAL_DEVIATION, USUAL_DEVIATION);
      case "normal" -> Initializers.normal(0, USUAL_DEVIATION);
      case "small_normal" -> Initializers.smallNormal();
      case "inverse_normal" -> Initializers.inverseNormal();
      case "truncated_normal" -> Initializers.truncatedNormal(0, USUAL_DEVIATION);
      case "lecun", "lecun_normal" -> Initializers.lecunNormal();
      case "lecun_uniform" -> Initializers.lecunUniform();
      default -> gained(name, kind, kind.startsWith("he") ? RELU : 1);
    };
  }

  private static Initial set(String name, String kind, String setting) {
    return switch (kind) {
      case "constant" -> Initializers.constant(number(name, setting));
      case "uniform" -> Initializers.uniform(-number(name, setting), number(name, setting));
      case "normal" -> Initializers.normal(0, number(name, setting));
      case "truncated_normal" -> Initializers.truncatedNormal(0, number(name, setting));
      default -> gained(name, kind, gain(name, kind, setting));
    };
  }

  private static Initial gained(String name, String kind, double gain) {
    return switch (kind) {
      case "xavier", "glorot", "xavier_uniform", "glorot_uniform" ->
          Initializers.xavierUniform(gain);
      case "xavier_normal", "glorot_normal" -> Initializers.xavierNormal(gain);
      case "he", "kaiming", "he_normal", "kaiming_normal" -> Initializers.heNormal(gain);
      case "he_uniform", "kaiming_uniform" -> Initializers.heUniform(gain);
      case "orthogonal" -> Initializers.orthogonal(gain);
      default ->
          throw new IllegalArgumentException(
              "unknown initializer '%s'; known are %s".formatted(name, String.join(", ", NAMES)));
    };
  }

  /** A gain as a number, or as that of an activation, such as tanh or leaky_relu:0.2. */
  private static double gain(String name, String kind, String setting) {
    gained(name, kind, 1); // an unknown kind comes before a wrong setting
    int colon = setting.indexOf(':');
    String activation = colon < 0 ? setting : setting.substring(0, colon);
    if (activation.equals("linear")) {
      return 1;
    }
    return Arrays.stream(UnaryKind.values())
        .filter(each -> each.toString().equals(activation.toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(each -> Initializers.gain(each, slope(name, each, setting, colon)))
        .orElseGet(() -> number(name, setting));
  }

  private static double slope(String name, UnaryKind kind, String setting, int colon) {
    if (colon >= 0) {
      return number(name, setting.substring(colon + 1));
    }
    return kind == UnaryKind.LEAKY_RELU ? 0.01 : 0;
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "initializer '%s': '%s' is not a number".formatted(name, text), e);
    }
  }
}
