package org.gradus.plan;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradus.pass.OpText;

/** Plans as text. Two builds of the same model print the same. */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append(summary(plan)).append(System.lineSeparator());
    named(text, "input", plan.inputs());
    for (Plan.Constant constant : plan.constants()) {
      text.append(String.format("  constant %s = %s%n", constant.buffer(), constant.value()));
    }
    for (Step step : plan.steps()) {
      text.append(
          String.format(
              "  %%%-4d %s <- %s   at %s%n        -> %s%n",
              step.node(),
              OpText.of(step.op()),
              step.inputs().stream().map(Buffer::toString).collect(Collectors.joining(", ")),
              step.origin(),
              step.outputs().stream().map(Buffer::toString).collect(Collectors.joining(", "))));
    }
    named(text, "output", plan.outputs());
    return text.toString();
  }

  static String summary(Plan plan) {
    return String.format(
        Locale.ROOT,
        "plan: %d steps, %,d bytes scratch at peak, %,d bytes of variables",
        plan.steps().size(),
        plan.scratchBytes(),
        plan.stateBytes());
  }

  private static void named(StringBuilder text, String kind, Map<String, Buffer> buffers) {
    buffers.forEach(
        (name, buffer) -> text.append(String.format("  %s %s %s%n", kind, name, buffer)));
  }
}
