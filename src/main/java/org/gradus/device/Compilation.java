package org.gradus.device;

import org.gradus.graph.Graph;
import org.gradus.pass.KernelSupport;
import org.gradus.pass.Passes;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;

/** The way from a graph to an executable: passes, plan, load. */
final class Compilation {
  private Compilation() {}

  static Executable load(Device device, Graph graph, VariableStore store, MemoryModel memory) {
    KernelSupport kernels = device.capabilities().kernels();
    Graph rewritten =
        Debug.tells(3)
            ? Passes.standard(graph, kernels, Debug::tell)
            : Passes.standard(graph, kernels);
    Plan plan = Planner.plan(rewritten, memory);
    if (Debug.tells(2)) {
      Debug.tell(plan.toString());
    } else if (Debug.tells(1)) {
      Debug.tell(device.info().id() + " " + plan.summary());
    }
    return device.load(plan, store);
  }
}
