package org.gradus.op;

import java.util.List;

/** Shape rules of the {@link View} family. */
final class ViewShapes {
  private ViewShapes() {}

  static TensorSpec output(View op, Operands in) {
    Shape shape =
        switch (op) {
          case View.Reshape reshape -> reshape(reshape, in.count(1));
          case View.Permute permute -> permute(permute, in.count(1));
          case View.Slice slice -> {
            box(in.count(1), slice.starts(), slice.shape(), in.shape(0));
            yield slice.shape();
          }
          case View.Broadcast broadcast -> {
            Shape result = in.count(1).broadcast(in.shape(0), broadcast.shape());
            in.require(
                result.equals(broadcast.shape()),
                "a=%s does not stretch to %s",
                in.shape(0),
                broadcast.shape());
            yield result;
          }
          case View.Concat concat -> concat(concat, in);
          case View.Pad pad -> {
            box(in.count(1), pad.starts(), in.shape(0), pad.shape());
            yield pad.shape();
          }
          case View.Pack pack -> pack(pack, in);
        };
    return in.spec(0).as(shape);
  }

  private static Shape reshape(View.Reshape op, Operands in) {
    in.require(
        op.shape().size() == in.shape(0).size(),
        "sizes differ: a=%s to %s (%d != %d)",
        in.shape(0),
        op.shape(),
        in.shape(0).size(),
        op.shape().size());
    return op.shape();
  }

  private static Shape permute(View.Permute op, Operands in) {
    Shape a = in.shape(0);
    List<Integer> axes = op.axes();
    in.require(
        axes.size() == a.rank()
            && axes.stream().distinct().filter(i -> i >= 0 && i < a.rank()).count() == a.rank(),
        "axes %s are no permutation of the axes of a=%s",
        axes,
        a);
    return Shape.of(axes.stream().mapToInt(a::dim).toArray());
  }

  private static void box(Operands in, List<Integer> starts, Shape box, Shape whole) {
    in.require(
        starts.size() == whole.rank() && box.rank() == whole.rank(),
        "ranks differ: starts=%s box=%s whole=%s",
        starts,
        box,
        whole);
    for (int axis = 0; axis < whole.rank(); axis++) {
      in.require(
          starts.get(axis) >= 0 && starts.get(axis) + box.dim(axis) <= whole.dim(axis),
          "box %s at %s reaches out of %s on axis %d",
          box,
          starts,
          whole,
          axis);
    }
  }

  private static Shape concat(View.Concat op, Operands in) {
    in.require(in.size() > 0, "no operands");
    int axis = in.axis(0, op.axis());
    int extent = 0;
    for (int i = 0; i < in.size(); i++) {
      in.sameType(0, i);
      in.require(
          in.shape(i).rank() == in.shape(0).rank()
              && in.shape(i).with(axis, 1).equals(in.shape(0).with(axis, 1)),
          "operands differ beyond axis %d: %s, %s",
          axis,
          in.shape(0),
          in.shape(i));
      extent = Math.addExact(extent, in.shape(i).dim(axis));
    }
    return in.shape(0).with(axis, extent);
  }

  private static Shape pack(View.Pack op, Operands in) {
    in.require(
        in.size() > 0 && op.offsets().size() == in.size(),
        "%d operands but %d offsets",
        in.size(),
        op.offsets().size());
    long end = 0;
    for (int i = 0; i < in.size(); i++) {
      in.sameType(0, i);
      in.require(op.offsets().get(i) >= end, "operand %d overlaps the one before it", i);
      end = op.offsets().get(i) + in.shape(i).size();
    }
    in.require(end <= op.length(), "operands need %d elements, not %d", end, op.length());
    return Shape.of(op.length());
  }
}
