package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** Ops that move elements of any type without looking at them. */
final class Moves {
  private final StepCode code;
  private final Copies copies;

  private Moves(StepCode code) {
    this.code = code;
    copies = new Copies(code, code.outputType(0));
  }

  static void lower(View op, StepCode code) {
    Moves moves = new Moves(code);
    Shape from = code.inputShape(0);
    long[] dense = from.strides();
    switch (op) {
      case View.Reshape ignored -> moves.toResult(0, code.outputShape(0).strides());
      case View.Permute permute ->
          moves.toResult(0, permute.axes().stream().mapToLong(axis -> dense[axis]).toArray());
      case View.Slice slice -> {
        long start = 0;
        for (int axis = 0; axis < from.rank(); axis++) {
          start += slice.starts().get(axis) * dense[axis];
        }
        moves.toResult(start, dense);
      }
      case View.Broadcast ignored -> moves.toResult(0, Axes.stretched(code.outputShape(0), from));
      case View.Concat concat -> moves.concat(concat);
      case View.Pad pad -> Pads.lower(pad, code);
      case View.Pack pack -> Packs.lower(pack, code);
    }
  }

  /** Fills the result from the operand, from element {@code start} on by {@code strides}. */
  private void toResult(long start, long[] strides) {
    Place from = at(code.input(0), start);
    if (!from.equals(code.output(0))) {
      Shape to = code.outputShape(0);
      copies.copy(from, code.output(0), Axes.of(to.dims(), strides, to.strides()));
    }
  }

  private void concat(View.Concat op) {
    Shape to = code.outputShape(0);
    int axis = to.axis(op.axis());
    long start = 0;
    for (int i = 0; i < code.step().inputs().size(); i++) {
      Shape from = code.inputShape(i);
      Axes axes = Axes.of(from.dims(), from.strides(), to.strides());
      copies.copy(code.input(i), at(code.output(0), start), axes);
      start += from.dim(axis) * to.strides()[axis];
    }
  }

  private Place at(Place place, long elements) {
    return place.plus(elements * code.outputType(0).bytes());
  }
}
