package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Storage;

/**
 * Sentinels around every value of a plan, intact after a run; and the inputs intact too.
 *
 * <p>The plan is made without reuse and with wide alignment, moved away from the beginning of its
 * pools, and what lies between its values is filled with sentinels through {@link
 * Executable#write}. This sees every stray write into scratch memory; it does not see stray reads
 * that change nothing, writes beyond the whole pool (which Java arrays refuse), or writes beside a
 * variable, which lies in memory of its own.
 */
final class GuardCheck {
  /** Bytes before the first value of a pool and after the last: 64 rows of a vector. */
  private static final int MARGIN = 4096;

  private static final int ALIGNMENT = 1024;

  /** What no kernel would write by chance, and yet a number of every element type. */
  private static final double SENTINEL = 113;

  private final Device device;

  GuardCheck(Device device) {
    this.device = device;
  }

  Verdict check(OpCase one, long seed) {
    MemoryModel model = device.capabilities().memory();
    Graph graph = CaseGraph.forward(one);
    Plan plan =
        Relocation.by(
            MARGIN,
            Runs.plan(device, graph, new MemoryModel(model.poolPerType(), false, ALIGNMENT)));
    Map<String, HostTensor> values = CaseGraph.values(one, seed);
    try (VariableStore store = device.allocate(plan.variables());
        Executable executable = device.load(plan, store)) {
      List<Buffer> gaps = Gaps.of(plan, model);
      for (Buffer gap : gaps) {
        executable.write(gap, filled(gap.spec()));
      }
      Runs.run(executable, store, values);
      List<String> broken = new ArrayList<>();
      gaps.forEach(gap -> compare(executable, gap, filled(gap.spec()), broken));
      plan.inputs()
          .forEach((name, input) -> compare(executable, input, Runs.get(values, name), broken));
      return broken.isEmpty()
          ? Verdict.GOOD
          : Verdict.failed(
              "%s, seed %d: written beside its results, %s of\n%s"
                  .formatted(one.name(), seed, broken.get(0), plan));
    }
  }

  private static void compare(
      Executable executable, Buffer buffer, HostTensor expected, List<String> broken) {
    HostTensor found = HostTensor.allocate(buffer.spec());
    executable.read(buffer, found);
    for (int i = 0; i < found.size(); i++) {
      if (Double.compare(found.get(i), expected.get(i)) != 0) {
        broken.add("at element %d after %s".formatted(i, where(buffer.storage())));
        return;
      }
    }
  }

  private static String where(Storage storage) {
    return storage instanceof Storage.Scratch scratch
        ? "byte %d of pool %d".formatted(scratch.offset(), scratch.pool())
        : storage.toString();
  }

  private static HostTensor filled(TensorSpec spec) {
    HostTensor values = HostTensor.allocate(spec);
    for (int i = 0; i < values.size(); i++) {
      values.set(i, SENTINEL);
    }
    return values;
  }
}
