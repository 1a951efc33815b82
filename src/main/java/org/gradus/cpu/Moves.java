package org.gradus.cpu;

import java.util.List;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** Steps that move elements of any type without looking at them. */
final class Moves {
  private Moves() {}

  static Kernel lower(View op, Binding binding, Parallel parallel) {
    Operand from = binding.in(0);
    Operand to = binding.out();
    int[] dense = Axes.dense(from.shape());
    return switch (op) {
      case View.Reshape ignored -> copy(from, to);
      case View.Permute permute -> {
        int[] strides = permute.axes().stream().mapToInt(axis -> dense[axis]).toArray();
        yield parallelCopy(from, 0, strides, to, 0, Axes.dense(to.shape()), to.shape(), parallel);
      }
      case View.Slice slice -> {
        int at = start(slice.starts(), dense);
        yield parallelCopy(from, at, dense, to, 0, Axes.dense(to.shape()), to.shape(), parallel);
      }
      case View.Broadcast ignored -> {
        int[] strides = Axes.stretched(to.shape(), from.shape());
        yield parallelCopy(from, 0, strides, to, 0, Axes.dense(to.shape()), to.shape(), parallel);
      }
      case View.Concat concat -> concat(concat, binding, parallel);
      case View.Pad pad -> {
        int[] strides = Axes.dense(to.shape());
        int at = start(pad.starts(), strides);
        Kernel box = parallelCopy(from, 0, dense, to, at, strides, from.shape(), parallel);
        yield () -> {
          zero(to, 0, to.size());
          box.run();
        };
      }
      case View.Pack pack -> pack(pack, binding);
    };
  }

  /** A whole value copied where the flag is not 0. */
  static Kernel assign(Binding binding) {
    Operand flag = binding.in(1);
    Kernel copy = copy(binding.in(0), binding.out());
    return () -> {
      if (flag.get(0) != 0) {
        copy.run();
      }
    };
  }

  /** Values copied to the row whose turn it is. */
  static Kernel record(Binding binding) {
    Operand step = binding.in(0);
    Operand values = binding.in(1);
    Operand to = binding.out();
    int rows = to.shape().dim(0);
    int[] steps = step.ints();
    return () -> {
      int row = Math.floorMod(steps[step.offset()], rows);
      int at = to.offset() + row * values.size();
      System.arraycopy(values.array(), values.offset(), to.array(), at, values.size());
    };
  }

  private static Kernel concat(View.Concat op, Binding binding, Parallel parallel) {
    Operand to = binding.out();
    int[] strides = Axes.dense(to.shape());
    Kernel[] parts = new Kernel[binding.inputs().size()];
    int at = 0;
    int axis = to.shape().axis(op.axis());
    for (int i = 0; i < parts.length; i++) {
      Operand from = binding.in(i);
      int[] dense = Axes.dense(from.shape());
      parts[i] = parallelCopy(from, 0, dense, to, at, strides, from.shape(), parallel);
      at += from.shape().dim(axis) * strides[axis];
    }
    return Kernel.all(parts);
  }

  /** Operands that were computed in their places stay there; what lies between becomes zero. */
  private static Kernel pack(View.Pack op, Binding binding) {
    Operand to = binding.out();
    Kernel[] parts = new Kernel[2 * op.offsets().size() + 1];
    int end = 0;
    for (int i = 0; i < op.offsets().size(); i++) {
      int at = op.offsets().get(i);
      Operand from = binding.in(i);
      Operand place = new Operand(to.array(), to.dtype(), to.offset() + at, Shape.of(from.size()));
      parts[2 * i] = gap(to, end, at);
      parts[2 * i + 1] = copy(from, place);
      end = at + from.size();
    }
    parts[parts.length - 1] = gap(to, end, op.length());
    return Kernel.all(parts);
  }

  private static Kernel gap(Operand to, int from, int end) {
    return from == end ? Kernel.NOTHING : () -> zero(to, from, end);
  }

  private static Kernel copy(Operand from, Operand to) {
    return from.isAt(to)
        ? Kernel.NOTHING
        : () -> System.arraycopy(from.array(), from.offset(), to.array(), to.offset(), from.size());
  }

  private static int start(List<Integer> starts, int[] strides) {
    int at = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      at += starts.get(axis) * strides[axis];
    }
    return at;
  }

  private static Kernel parallelCopy(
      Operand from,
      int fromStart,
      int[] fromStrides,
      Operand to,
      int toStart,
      int[] toStrides,
      Shape shape,
      Parallel parallel) {
    Axes axes = Axes.of(shape.dims(), fromStrides, toStrides);
    int inner = axes.inner();
    int fromBase = from.offset() + fromStart;
    int toBase = to.offset() + toStart;
    return parallel.rows(
        axes.rows(),
        inner,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            Runs.copy(
                from.array(),
                fromBase + axes.start(0, row),
                axes.step(0),
                to.array(),
                toBase + axes.start(1, row),
                axes.step(1),
                inner);
          }
        });
  }

  private static void zero(Operand operand, int from, int to) {
    Runs.zero(operand.array(), operand.offset() + from, operand.offset() + to);
  }
}
