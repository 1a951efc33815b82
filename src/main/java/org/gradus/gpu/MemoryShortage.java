package org.gradus.gpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.gradus.plan.Storage;

/** What to tell when a model does not fit on a device: what it needs, and its largest tensors. */
final class MemoryShortage {
  private static final int NAMED = 5;

  private record Value(String text, long bytes) {}

  private MemoryShortage() {}

  static String ofVariables(String device, Variables variables, OutOfDeviceMemory cause) {
    long total = variables.stored().stream().mapToLong(v -> v.spec().bytes()).sum();
    return "%s: the model's variables need %s and do not fit: %s; the largest are %s"
        .formatted(device, Bytes.describe(total), cause.getMessage(), largest(values(variables)));
  }

  /**
   * The same of a plan.
   *
   * @param besides bytes for its kernels beside the plan's scratch memory
   */
  static String ofPlan(String device, Plan plan, long besides, OutOfDeviceMemory cause) {
    return ("%s: the plan needs %s, its peak of %s and %s for its kernels, beside %s of variables,"
            + " and does not fit: %s; the largest tensors are %s; a smaller batch needs less")
        .formatted(
            device,
            Bytes.describe(plan.scratchBytes() + besides),
            Bytes.describe(plan.scratchBytes()),
            Bytes.describe(besides),
            Bytes.describe(plan.stateBytes()),
            cause.getMessage(),
            largest(values(plan)));
  }

  /** Variables as the user knows them: the parameters and not their arena. */
  private static List<Value> values(Variables variables) {
    Set<Variable> arenas = new HashSet<>();
    for (Variable variable : variables.all()) {
      Variables.Window window = variables.window(variable);
      if (window != null) {
        arenas.add(window.arena());
      }
    }
    return variables.all().stream()
        .filter(variable -> !arenas.contains(variable))
        .map(v -> new Value("%s %s".formatted(v.name(), v.spec()), v.spec().bytes()))
        .toList();
  }

  /** What lies in scratch memory. */
  private static List<Value> values(Plan plan) {
    Set<Buffer> seen = new HashSet<>();
    List<Value> values = new ArrayList<>();
    plan.inputs().forEach((name, buffer) -> add(values, buffer, "input " + name, seen));
    for (Step step : plan.steps()) {
      step.outputs().forEach(output -> add(values, output, step.toString(), seen));
    }
    return values;
  }

  private static void add(List<Value> values, Buffer buffer, String source, Set<Buffer> seen) {
    if (buffer.storage() instanceof Storage.Scratch && seen.add(buffer)) {
      values.add(new Value("%s of %s".formatted(buffer.spec(), source), buffer.spec().bytes()));
    }
  }

  private static String largest(List<Value> values) {
    return values.stream()
        .sorted(Comparator.comparingLong(Value::bytes).reversed())
        .limit(NAMED)
        .map(value -> "%s (%s)".formatted(value.text(), Bytes.describe(value.bytes())))
        .collect(Collectors.joining(", "));
  }
}
