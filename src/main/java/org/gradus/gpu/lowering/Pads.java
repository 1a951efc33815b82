package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Program;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** A tensor inside a larger one of zeros; see pad.cl. */
final class Pads {
  private static final int GROUP = 256;
  private static final int PROCESSOR_GROUP = 16;

  /** Elements a processor's item writes. */
  private static final int RUN = 4096;

  /** Elements an item of a GPU writes. */
  private static final int EACH = 4;

  private Pads() {}

  /** An axis: its extent in the result, where the operand starts, and the operand's extent. */
  private record Axis(int to, int start, int from) {
    boolean isWhole() {
      return to == from;
    }

    /** This axis and {@code inner}, which is taken whole, as one. */
    Axis around(Axis inner) {
      return new Axis(to * inner.to, start * inner.to, from * inner.to);
    }

    boolean isMadeOf(int vector) {
      return to % vector == 0 && start % vector == 0 && from % vector == 0;
    }
  }

  static void lower(View.Pad op, StepCode code) {
    List<Axis> axes = axes(op, code.inputShape(0));
    Axis last = axes.removeLast();
    Program program = Copies.program("pad", code.outputType(0), code.traits());
    int bytes = code.outputType(0).bytes();
    int vector = Alignment.BYTES / bytes;
    boolean wide =
        !code.traits().cpu()
            && last.isMadeOf(vector)
            && Alignment.of(code.input(0), code.output(0));
    KernelName kernel =
        wide ? program.with("ALIGNED", 1).kernel("pad_aligned") : program.kernel("pad");
    Axis inner = wide ? new Axis(last.to / vector, last.start / vector, last.from / vector) : last;
    Call call =
        code.call(kernel)
            .pointer(code.input(0), wide ? Alignment.BYTES : bytes)
            .pointer(code.output(0), wide ? Alignment.BYTES : bytes)
            .table(table(axes))
            .of(axes.size())
            .moves(code.step().input(0).spec().bytes() + code.step().output(0).spec().bytes());
    long rows = axes.stream().mapToLong(Axis::to).reduce(1, (a, b) -> a * b);
    over(code.traits().cpu(), rows, inner, call);
  }

  /** The axes of more than one element, with those that are whole joined to the one around. */
  private static List<Axis> axes(View.Pad op, Shape from) {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < from.rank(); i++) {
      Axis axis = new Axis(op.shape().dim(i), op.starts().get(i), from.dim(i));
      boolean joins =
          !axes.isEmpty()
              && axis.isWhole()
              && (long) axes.getLast().to * axis.to <= Integer.MAX_VALUE;
      axes.add(joins ? axes.removeLast().around(axis) : axis);
    }
    return axes.isEmpty() ? new ArrayList<>(List.of(new Axis(1, 0, 1))) : axes;
  }

  private static int[] table(List<Axis> axes) {
    return axes.stream()
        .flatMapToInt(axis -> IntStream.of(axis.to, axis.start, axis.from))
        .toArray();
  }

  private static void over(boolean cpu, long rows, Axis inner, Call call) {
    if (inner.to == 0) {
      return;
    }
    int lanes = cpu ? 1 : Math.min(GROUP, Integer.highestOneBit(2 * inner.to - 1));
    int length = cpu ? Math.min(inner.to, RUN) : lanes * EACH;
    long units = rows * Math.ceilDiv(inner.to, length);
    call.of(units)
        .of(Integer.numberOfTrailingZeros(lanes))
        .of(inner.to)
        .of(inner.start)
        .of(inner.from)
        .of(length)
        .covering(units * lanes, cpu ? PROCESSOR_GROUP : GROUP);
  }
}
