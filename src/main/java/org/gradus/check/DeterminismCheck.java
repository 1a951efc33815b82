package org.gradus.check;

import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;

/**
 * Every run of a case, forward and backward, gives the same bits: run again, loaded again, and
 * planned without reuse of memory.
 */
final class DeterminismCheck {
  private final Device device;

  DeterminismCheck(Device device) {
    this.device = device;
  }

  Verdict check(OpCase one, long seed) {
    Map<String, HostTensor> values = CaseGraph.values(one, seed);
    Graph graph = CaseGraph.forward(one);
    if (!one.is(OpCase.Trait.NO_GRADIENT) && Projection.isPossible(one)) {
      Projection projection = new Projection(one, seed);
      projection.graph(1, true);
      graph = projection.showResults();
      values = projection.values();
    }
    MemoryModel memory = device.capabilities().memory();
    Plan plan = Runs.plan(device, graph, memory);
    String what = "%s, seed %d: %%s differs in %%s".formatted(one.name(), seed);
    try (VariableStore store = device.allocate(plan.variables());
        Executable executable = device.load(plan, store)) {
      Map<String, HostTensor> first = Runs.run(executable, store, values);
      Map<String, HostTensor> second = Runs.run(executable, store, values);
      Map<String, HostTensor> unshared = Runs.run(device, graph, memory.unshared(), values);
      return same(first, second, what, "a second run")
          .and(same(first, unshared, what, "a plan without reuse of memory"));
    }
  }

  private static Verdict same(
      Map<String, HostTensor> first, Map<String, HostTensor> other, String what, String where) {
    for (Map.Entry<String, HostTensor> result : first.entrySet()) {
      HostTensor again = Runs.get(other, result.getKey());
      for (int i = 0; i < again.size(); i++) {
        if (Double.compare(result.getValue().get(i), again.get(i)) != 0) {
          return Verdict.failed(what.formatted(result.getKey() + "[" + i + "]", where));
        }
      }
    }
    return Verdict.GOOD;
  }
}
