package org.gradus.pass;

import java.util.List;
import java.util.stream.IntStream;
import org.gradus.graph.Tensor;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/** Views that move nothing, views of views, and views of constants. */
final class SimplifyViews {
  private SimplifyViews() {}

  static @Nullable Tensor simple(View op, List<Tensor> in) {
    Tensor a = in.getFirst();
    Op inner = a.node().op();
    Double value = Splat.value(a);
    return switch (op) {
      case View.Reshape(Shape shape) -> {
        if (shape.equals(a.shape())) {
          yield a;
        }
        if (value != null) {
          yield Splat.constant(value, a, shape);
        }
        if (inner instanceof View.Broadcast && a.node().input(0).shape().size() == 1) {
          yield Simplify.make(new View.Broadcast(shape), a.node().input(0).reshape(Shape.SCALAR));
        }
        yield inner instanceof View.Reshape ? Simplify.make(op, a.node().input(0)) : null;
      }
      case View.Permute permute -> permute(permute, a);
      case View.Slice(List<Integer> starts, Shape shape) -> {
        if (shape.equals(a.shape())) {
          yield a;
        }
        if (value != null) {
          yield Splat.constant(value, a, shape);
        }
        yield inner instanceof View.Slice(List<Integer> outer, Shape _)
            ? Simplify.make(new View.Slice(sum(outer, starts), shape), a.node().input(0))
            : null;
      }
      case View.Broadcast(Shape shape) -> {
        if (value != null) {
          yield Splat.constant(value, a, shape);
        }
        if (shape.size() == a.shape().size()) {
          yield Simplify.make(new View.Reshape(shape), a); // only extents of 1 are new
        }
        yield inner instanceof View.Broadcast ? Simplify.make(op, a.node().input(0)) : null;
      }
      case View.Concat _ -> in.size() == 1 ? a : null;
      case View.Pad pad -> pad.shape().equals(a.shape()) ? a : null;
      case View.Pack pack ->
          in.size() == 1 && pack.length() == a.shape().size()
              ? Simplify.make(new View.Reshape(Shape.of(pack.length())), a)
              : null;
    };
  }

  private static @Nullable Tensor permute(View.Permute op, Tensor a) {
    List<Integer> axes = op.axes();
    Shape shape = Shape.of(axes.stream().mapToInt(a.shape()::dim).toArray());
    Double value = Splat.value(a);
    if (value != null) {
      return Splat.constant(value, a, shape);
    }
    List<Integer> moved = axes.stream().filter(axis -> a.shape().dim(axis) != 1).toList();
    if (IntStream.range(1, moved.size()).allMatch(i -> moved.get(i - 1) < moved.get(i))) {
      return Simplify.make(new View.Reshape(shape), a); // the elements stay in order
    }
    return a.node().op() instanceof View.Permute(List<Integer> first)
        ? Simplify.make(new View.Permute(axes.stream().map(first::get).toList()), a.node().input(0))
        : null;
  }

  private static List<Integer> sum(List<Integer> a, List<Integer> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }
}
