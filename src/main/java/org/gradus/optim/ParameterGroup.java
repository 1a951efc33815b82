package org.gradus.optim;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.Update;

/**
 * Parameters that an optimizer treats otherwise than the rest.
 *
 * @param names a pattern for names such as {@code 0.weight}, in which {@code *} stands for any text
 * @param vectorsOnly whether only parameters of one axis or none are meant: biases, and scales and
 *     shifts of norms
 * @param rate what their learning rate is multiplied by
 * @param decay what their weight decay is multiplied by
 */
public record ParameterGroup(String names, boolean vectorsOnly, double rate, double decay) {
  /** Checks the factors. */
  public ParameterGroup {
    factor("rate", rate);
    factor("decay", decay);
  }

  private static void factor(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a group's %s factor must be zero or a positive finite number: %s"
              .formatted(name, value));
    }
  }

  /** All parameters of one axis: biases, and scales and shifts of norms. */
  public static ParameterGroup vectors() {
    return new ParameterGroup("*", true, 1, 1);
  }

  /** The parameters whose names fit a pattern such as {@code 0.*} or {@code *.bias}. */
  public static ParameterGroup named(String pattern) {
    return new ParameterGroup(pattern, false, 1, 1);
  }

  /** The same without weight decay. */
  public ParameterGroup withoutDecay() {
    return withDecay(0);
  }

  /** The same with the weight decay multiplied by {@code factor}. */
  public ParameterGroup withDecay(double factor) {
    return new ParameterGroup(names, vectorsOnly, rate, factor);
  }

  /** The same with the learning rate multiplied by {@code factor}; 0 freezes the group. */
  public ParameterGroup withRate(double factor) {
    return new ParameterGroup(names, vectorsOnly, factor, decay);
  }

  /** Whether a parameter belongs to the group. */
  public boolean has(Variable parameter) {
    return (!vectorsOnly || parameter.spec().shape().rank() <= 1) && fits(parameter.name(), names);
  }

  /** Whether text fits a pattern: its parts between stars stand there in their order. */
  private static boolean fits(String text, String pattern) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return text.equals(pattern);
    }
    if (!text.startsWith(pattern.substring(0, star))) {
      return false;
    }
    String rest = pattern.substring(star + 1);
    for (int from = star; from <= text.length(); from++) {
      if (fits(text.substring(from), rest)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How each part of the arena is treated; neighbours that are treated alike make one span.
   *
   * @throws IllegalArgumentException if a group has no parameter
   */
  static List<Update.Span> spans(
      List<ParameterGroup> groups, Variables variables, double weightDecay) {
    List<Variable> parameters = variables.role(Role.PARAMETER);
    for (ParameterGroup group : groups) {
      if (parameters.stream().noneMatch(group::has)) {
        throw new IllegalArgumentException(
            "parameter group '%s'%s: no parameter belongs to it; the model has %s"
                .formatted(
                    group.names,
                    group.vectorsOnly ? " of vectors" : "",
                    String.join(", ", parameters.stream().map(Variable::name).toList())));
      }
    }
    List<Update.Span> spans = new ArrayList<>();
    for (Variable parameter : parameters) {
      Update.Span span = span(groups, parameter, offset(variables, parameter), weightDecay);
      if (spans.isEmpty() || !alike(spans.getLast(), span)) {
        spans.add(span);
      }
    }
    return spans;
  }

  private static Update.Span span(
      List<ParameterGroup> groups, Variable parameter, int from, double weightDecay) {
    return groups.stream()
        .filter(group -> group.has(parameter))
        .findFirst()
        .map(group -> new Update.Span(from, group.rate, weightDecay * group.decay))
        .orElse(new Update.Span(from, 1, weightDecay));
  }

  private static boolean alike(Update.Span a, Update.Span b) {
    return a.factor() == b.factor() && a.decay() == b.decay();
  }

  private static int offset(Variables variables, Variable parameter) {
    Variables.Window window = variables.window(parameter);
    if (window == null) {
      throw new IllegalStateException("the parameters are not packed: " + parameter);
    }
    return window.offset();
  }
}
