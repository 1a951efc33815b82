package org.gradus.train;

import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first value of a failed step that is NaN or infinite: in its inputs, in the variables
 * it read, or in what its nodes computed.
 *
 * <p>A failed step has changed nothing, so running it again in a plan whose values share no memory
 * computes the same values, and all of them can be looked at.
 */
final class NonFiniteSearch {
  private NonFiniteSearch() {}

  /**
   * What is not finite.
   *
   * @param words and where that began
   * @param fromInput whether the batch held it
   */
  record Found(String words, boolean fromInput) {}

  /**
   * Describes what is not finite and where that began, such as {@code the loss is NaN: the first
   * node that went bad is %12 log at Mnist.java:30, which yields NaN}.
   *
   * @param unshared the step that failed
   * @param batch the batch it failed on
   */
  static Found describe(Executable unshared, VariableStore store, Batches batches, int batch) {
    Feed feed = new Feed(unshared);
    feed.run(batches, batch);
    String what =
        Double.isFinite(feed.loss()) ? "a gradient is not finite" : "the loss is " + feed.loss();
    String input = input(feed.inputs());
    return input == null
        ? new Found(what + ": " + cause(unshared, store), false)
        : new Found(what + ": " + input, true);
  }

  private static @Nullable String input(Map<String, HostTensor> inputs) {
    for (Map.Entry<String, HostTensor> input : inputs.entrySet()) {
      String bad = firstBad(input.getValue());
      if (bad != null) {
        return "input '%s' holds %s".formatted(input.getKey(), bad);
      }
    }
    return null;
  }

  private static String cause(Executable unshared, VariableStore store) {
    for (Variable variable : store.variables().stored()) {
      if (variable.role() == Role.TABLE) {
        continue; // the host's own numbers, and the loss that went bad among the metrics
      }
      String bad = firstBad(store.read(variable));
      if (bad != null) {
        return "variable '%s' holds %s".formatted(name(store, variable), bad);
      }
    }
    for (Step step : unshared.plan().steps()) {
      String bad = firstBad(unshared, step);
      if (bad != null) {
        return "the first node that went bad is %s, which yields %s".formatted(step, bad);
      }
    }
    return "run again, no node went bad";
  }

  private static @Nullable String firstBad(Executable unshared, Step step) {
    for (Buffer output : step.outputs()) {
      if (output.isPresent() && output.spec().dtype().isFloat()) {
        HostTensor values = HostTensor.allocate(output.spec());
        unshared.read(output, values);
        String bad = firstBad(values);
        if (bad != null) {
          return bad;
        }
      }
    }
    return null;
  }

  /** The parameter in which the arena holds the bad value, or the variable itself. */
  private static String name(VariableStore store, Variable stored) {
    for (Variable part : store.variables().role(stored.role())) {
      if (firstBad(store.read(part)) != null) {
        return part.name();
      }
    }
    return stored.name();
  }

  private static @Nullable String firstBad(HostTensor values) {
    if (values.spec().dtype().isFloat()) {
      for (int i = 0; i < values.size(); i++) {
        if (!Double.isFinite(values.get(i))) {
          return Double.toString(values.get(i));
        }
      }
    }
    return null;
  }
}
