package org.gradus.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Storage;

/** The parts of a plan's pools where no value lies. */
final class Gaps {
  private Gaps() {}

  /** Each gap as a vector of the pool's element type, of bytes where a pool holds all types. */
  static List<Buffer> of(Plan plan, MemoryModel model) {
    List<Buffer> gaps = new ArrayList<>();
    for (int pool = 0; pool < plan.poolBytes().size(); pool++) {
      DType dtype = model.poolPerType() ? DType.values()[pool] : DType.U8;
      int end = Math.toIntExact(plan.poolBytes().get(pool));
      BitSet used = used(plan, pool);
      for (int from = used.nextClearBit(0); from < end; ) {
        int set = used.nextSetBit(from);
        int to = set < 0 ? end : set;
        TensorSpec spec = TensorSpec.of(dtype, (to - from) / dtype.bytes());
        gaps.add(new Buffer(spec, new Storage.Scratch(pool, from)));
        from = used.nextClearBit(to);
      }
    }
    return gaps;
  }

  private static BitSet used(Plan plan, int pool) {
    BitSet used = new BitSet();
    Stream<Buffer> buffers =
        Stream.of(
                plan.steps().stream().flatMap(step -> step.inputs().stream()),
                plan.steps().stream().flatMap(step -> step.outputs().stream()),
                plan.constants().stream().map(Plan.Constant::buffer),
                plan.inputs().values().stream(),
                plan.outputs().values().stream())
            .flatMap(all -> all);
    buffers.forEach(
        buffer -> {
          if (buffer.storage() instanceof Storage.Scratch(int in, long offset) && in == pool) {
            used.set((int) offset, (int) (offset + buffer.spec().bytes()));
          }
        });
    return used;
  }
}
