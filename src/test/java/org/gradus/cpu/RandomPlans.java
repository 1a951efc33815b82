package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Planner;
import org.gradus.random.RandomStream;

/** Runs random graphs on a device in plans of different layouts, which must not show. */
public record RandomPlans(Device device, int graphs) {
  private static final int RUNS = 3;

  /** Values are the same with and without reuse of memory. */
  public void sharingMemoryChangesNothing() {
    for (int seed = 0; seed < graphs; seed++) {
      Variables variables = RandomGraph.variables();
      Graph graph = RandomGraph.build(seed, variables, true);
      try (VariableStore shared = device.allocate(variables);
          VariableStore apart = device.allocate(variables);
          Executable some = load(graph, shared, memory());
          Executable other = load(graph, apart, memory().unshared())) {
        shared.initialize(seed);
        apart.initialize(seed);
        for (int run = 0; run < RUNS; run++) {
          String where = "graph of seed " + seed + ", run " + run;
          same(where, outputs(other, seed + run), outputs(some, seed + run));
          for (Variable variable : variables.stored()) {
            same(where + " " + variable, apart.read(variable), shared.read(variable));
          }
        }
      }
    }
  }

  /** Values read from variables are those from before the run, wherever updates come. */
  public void everyReadSeesTheValueAtTheStart() {
    for (int seed = 0; seed < graphs; seed++) {
      Variables variables = RandomGraph.variables();
      Graph graph = RandomGraph.build(seed, variables, true);
      Graph without = RandomGraph.build(seed, variables, false);
      try (VariableStore store = device.allocate(variables);
          VariableStore untouched = device.allocate(variables);
          Executable updating = load(graph, store, memory());
          Executable pure = load(without, untouched, memory())) {
        store.initialize(seed);
        untouched.initialize(seed);
        for (int run = 0; run < RUNS; run++) {
          String where = "graph of seed " + seed + ", run " + run;
          Map<String, HostTensor> expected = outputs(pure, seed + run);
          same(where, expected, outputs(updating, seed + run));
          follow(untouched, expected);
          for (Variable variable : variables.stored()) {
            same(where + " " + variable, untouched.read(variable), store.read(variable));
          }
        }
      }
    }
  }

  /** Does by hand what the graph's updates would have done. */
  private static void follow(VariableStore store, Map<String, HostTensor> outputs) {
    Variables variables = store.variables();
    for (String name : List.of("v2", "v3")) {
      store.write(variables.get(name), Objects.requireNonNull(outputs.get("new " + name)));
    }
    HostTensor arena = store.read(variables.pack());
    HostTensor gradient = Objects.requireNonNull(outputs.get("gradient"));
    for (int i = 0; i < arena.size(); i++) {
      arena.floats()[i] = Math.fma(-0.5f, gradient.floats()[i], arena.floats()[i]);
    }
    store.write(variables.pack(), arena);
  }

  private MemoryModel memory() {
    return device.capabilities().memory();
  }

  private Executable load(Graph graph, VariableStore store, MemoryModel memory) {
    return device.load(Planner.plan(graph, memory), store);
  }

  private static Map<String, HostTensor> outputs(Executable executable, long seed) {
    executable.write(
        "x", Cpus.random(executable.plan().input("x").spec(), new RandomStream(seed, 2)));
    executable.run();
    return Cpus.outputs(executable);
  }

  private static void same(
      String where, Map<String, HostTensor> expected, Map<String, HostTensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, values) ->
            same(where + " " + name, values, Objects.requireNonNull(actual.get(name))));
  }

  private static void same(String where, HostTensor expected, HostTensor actual) {
    assertArrayEquals(expected.floats(), actual.floats(), where);
  }
}
