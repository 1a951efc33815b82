package org.gradus.gpu;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
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
    List<Value> values =
        variables.stored().stream()
            .map(v -> new Value("%s %s".formatted(v.name(), v.spec()), v.spec().bytes()))
            .toList();
    long total = values.stream().mapToLong(Value::bytes).sum();
    return "%s: the model's variables need %s and do not fit: %s; the largest are %s"
        .formatted(device, megabytes(total), cause.getMessage(), largest(values));
  }

  static String ofPlan(String device, Plan plan, OutOfDeviceMemory cause) {
    Set<Buffer> seen = new HashSet<>();
    List<Value> values =
        plan.steps().stream()
            .flatMap(step -> step.outputs().stream().map(output -> value(step, output, seen)))
            .filter(value -> value.bytes() > 0)
            .toList();
    return ("%s: the plan's peak of %s of scratch (beside %s of variables) does not fit: %s;"
            + " the largest tensors are %s; a smaller batch needs less")
        .formatted(
            device,
            megabytes(plan.scratchBytes()),
            megabytes(plan.stateBytes()),
            cause.getMessage(),
            largest(values));
  }

  private static Value value(Step step, Buffer output, Set<Buffer> seen) {
    boolean counts = output.storage() instanceof Storage.Scratch && seen.add(output);
    return new Value("%s of %s".formatted(output.spec(), step), counts ? output.spec().bytes() : 0);
  }

  private static String largest(List<Value> values) {
    ToLongFunction<Value> bytes = Value::bytes;
    return values.stream()
        .sorted(Comparator.comparingLong(bytes).reversed())
        .limit(NAMED)
        .map(value -> value.text() + " (" + megabytes(value.bytes()) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String megabytes(long bytes) {
    return "%,.1f MB".formatted(bytes * 1e-6);
  }
}
