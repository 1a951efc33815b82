package org.gradus.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.KernelTime;
import org.gradus.device.StepWork;
import org.gradus.device.Tuning;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.pass.Operations;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.plan.Step;

/**
 * A case on a device, with so many sets of operands that a set has left the caches when it is its
 * turn again.
 */
final class CaseRun implements AutoCloseable {
  /** More sets than this are no more work for the caches and much for the planner. */
  private static final int MOST_SETS = 512;

  private final KernelCase one;
  private final VariableStore store;
  private final Executable executable;
  private final StepWork work;
  private final String chosen;
  private final Set<String> kernels = new LinkedHashSet<>();
  private final List<Double> times = new ArrayList<>();

  /** Loads {@code one} with sets that together move at least {@code traffic} bytes. */
  CaseRun(Device device, KernelCase one, long traffic, Noise noise) {
    this(device, one, traffic, noise, "");
  }

  /** Likewise, a matrix product the way {@code way}, of those that the device's tuning tells of. */
  CaseRun(Device device, KernelCase one, long traffic, Noise noise, String way) {
    this.one = one;
    Step first = plan(device, one, 1).steps().getFirst();
    work = StepWork.of(first);
    Tuning tuning = one.isProduct() ? device.tuning() : null;
    chosen = tuning == null ? "" : way.isEmpty() ? tuning.chosen(first) : way;
    int sets = Math.clamp(Math.ceilDiv(traffic, Math.max(1, work.bytes())), 1, MOST_SETS);
    Plan plan = plan(device, one, sets);
    store = device.allocate(plan.variables());
    try {
      executable =
          tuning == null || way.isEmpty()
              ? device.load(plan, store)
              : tuning.load(plan, store, way);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    for (int i = 0; i < one.operands().size(); i++) {
      for (int set = 0; set < sets; set++) {
        executable.write(KernelCase.operand(i, set), noise.values(one.operands().get(i)));
      }
    }
    for (Variable variable : plan.variables().stored()) {
      // Magnitudes: Adam takes the root of its squares.
      Operand like = new Operand(variable.spec(), Operand.Values.MAGNITUDES, 0);
      store.write(variable, noise.values(like));
    }
  }

  private static Plan plan(Device device, KernelCase one, int sets) {
    Graph graph = one.graph(sets);
    return Planner.plan(graph, device.capabilities().memory().unshared());
  }

  /** Runs all sets once without counting. */
  void warmUp() {
    executable.timeQueued();
  }

  /** Runs all sets once more, each a sample. */
  void sample() {
    Map<Integer, Long> nanoseconds = new LinkedHashMap<>();
    for (KernelTime time : executable.timeQueued()) {
      kernels.add(time.kernel());
      nanoseconds.merge(time.step().node(), time.nanoseconds(), Long::sum);
    }
    nanoseconds.values().forEach(each -> times.add((double) each));
  }

  /** Forgets all samples. */
  void clear() {
    times.clear();
  }

  /** By what a matrix product is computed, where the device has a choice; else empty. */
  String chosen() {
    return chosen;
  }

  /** What has been measured so far. */
  KernelRow row() {
    return new KernelRow(
        one.family(),
        one.name(),
        one.shapes(),
        one.type(),
        List.copyOf(kernels),
        Provider.of(kernels),
        new Times(times),
        work.bytes(),
        one.isProduct() ? work.operations() : Operations.of(one.graph(1)),
        one.isProduct(),
        0);
  }

  @Override
  public void close() {
    executable.close();
    store.close();
  }
}
