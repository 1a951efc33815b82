package org.gradus.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;

/**
 * A graph ready to run: steps in order, with a fixed place for every value.
 *
 * @param variables the state the plan reads and updates
 * @param steps what a run does, in order
 * @param constants values to be filled once, before the first run
 * @param inputs values the host supplies, by name; each lies apart and keeps its value between runs
 * @param outputs values the host reads, by name; each is intact until the next run
 * @param poolBytes the size of each scratch pool
 */
public record Plan(
    Variables variables,
    List<Step> steps,
    List<Constant> constants,
    Map<String, Buffer> inputs,
    Map<String, Buffer> outputs,
    List<Long> poolBytes) {
  /** A scratch value whose elements are all {@code value}. */
  public record Constant(Buffer buffer, double value) {}

  /** Keeps unmodifiable copies. */
  public Plan {
    steps = List.copyOf(steps);
    constants = List.copyOf(constants);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    poolBytes = List.copyOf(poolBytes);
  }

  /** Bytes of scratch memory over all pools: the plan's peak. */
  public long scratchBytes() {
    return poolBytes.stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes of all variables. */
  public long stateBytes() {
    return variables.stored().stream().map(Variable::spec).mapToLong(spec -> spec.bytes()).sum();
  }

  /**
   * The input of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public Buffer input(String name) {
    return find("input", inputs, name);
  }

  /**
   * The output of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public Buffer output(String name) {
    return find("output", outputs, name);
  }

  private static Buffer find(String kind, Map<String, Buffer> buffers, String name) {
    Buffer buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException(
          "there is no %s '%s', only %s".formatted(kind, name, buffers.keySet()));
    }
    return buffer;
  }

  /** Steps and memory in one line. */
  public String summary() {
    return PlanText.summary(this);
  }

  /** The plan as text: memory, inputs, a line for each step, outputs. */
  @Override
  public String toString() {
    return PlanText.of(this);
  }
}
