package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.View;
import org.gradus.random.RandomStream;

/** Views: they move elements, so not a bit may change. */
final class ViewCases {
  private final List<OpCase> cases = new ArrayList<>();

  private ViewCases() {}

  static List<OpCase> all(RandomStream random) {
    ViewCases views = new ViewCases();
    views.aliases();
    views.copies();
    views.joins();
    views.random(random);
    views.types();
    return views.cases;
  }

  private void add(Op op, String detail, OperandSpec... operands) {
    cases.add(OpCase.of(op, operands).named(detail).with(Trait.EXACT));
  }

  private void aliases() {
    add(new View.Reshape(Shape.of(31, 7)), "to [31, 7]", OperandSpec.of(7, 31));
    add(new View.Reshape(Shape.of(1, 93, 1)), "to [1, 93, 1]", OperandSpec.of(93));
    add(new View.Reshape(Shape.SCALAR), "to []", OperandSpec.of(1, 1));
    add(new View.Slice(List.of(2, 0), Shape.of(4, 33)), "of rows", OperandSpec.of(7, 33));
  }

  private void copies() {
    add(new View.Permute(List.of(1, 0)), "1 0", OperandSpec.of(33, 93));
    add(new View.Permute(List.of(2, 0, 1)), "2 0 1", OperandSpec.of(7, 5, 31));
    add(new View.Permute(List.of(0, 2, 1)), "0 2 1", OperandSpec.of(3, 31, 7));
    add(new View.Permute(List.of(3, 2, 1, 0)), "3 2 1 0", OperandSpec.of(2, 7, 1, 5));
    add(new View.Slice(List.of(0, 3), Shape.of(7, 20)), "of columns", OperandSpec.of(7, 31));
    add(new View.Slice(List.of(1, 0, 2), Shape.of(1, 7, 3)), "box", OperandSpec.of(3, 7, 5));
    add(new View.Slice(List.of(1, 2), Shape.of(0, 3)), "of nothing", OperandSpec.of(3, 5));
    add(new View.Broadcast(Shape.of(7, 31)), "rows", OperandSpec.of(31));
    add(new View.Broadcast(Shape.of(7, 31)), "columns", OperandSpec.of(7, 1));
    add(new View.Broadcast(Shape.of(3, 7, 5)), "between", OperandSpec.of(3, 1, 5));
    add(new View.Broadcast(Shape.of(33)), "scalar", OperandSpec.of());
    add(new View.Pad(List.of(1, 0, 2), Shape.of(5, 7, 40)), "box", OperandSpec.of(2, 7, 33));
    add(new View.Pad(List.of(3), Shape.of(10)), "vector", OperandSpec.of(7));
    add(new View.Pad(List.of(1, 16), Shape.of(7, 48)), "vectors", OperandSpec.of(5, 16));
  }

  private void joins() {
    add(new View.Concat(0), "axis 0", OperandSpec.of(7, 5), OperandSpec.of(1, 5));
    add(
        new View.Concat(1),
        "axis 1",
        OperandSpec.of(3, 7, 2),
        OperandSpec.of(3, 1, 2),
        OperandSpec.of(3, 31, 2));
    add(new View.Concat(0), "single", OperandSpec.of(33));
    add(
        new View.Pack(List.of(0, 32, 64), 80),
        "with gaps",
        OperandSpec.of(5, 5),
        OperandSpec.of(31),
        OperandSpec.of());
  }

  private void random(RandomStream random) {
    for (int i = 0; i < 3; i++) {
      int[] dims = Shapes.random(random, 4, 3000);
      int[] order = random.permutation(dims.length);
      List<Integer> axes = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      int[] box = new int[dims.length];
      for (int axis = 0; axis < dims.length; axis++) {
        axes.add(order[axis]);
        starts.add(random.nextInt(dims[axis]));
        box[axis] = 1 + random.nextInt(dims[axis] - starts.get(axis));
      }
      add(new View.Permute(axes), "random " + i + " " + axes, OperandSpec.of(dims));
      add(
          new View.Slice(starts, Shape.of(box)),
          "random %d %s".formatted(i, starts),
          OperandSpec.of(dims));
      add(
          new View.Pad(starts, Shape.of(dims)),
          "random %d %s".formatted(i, starts),
          OperandSpec.of(box));
    }
  }

  private void types() {
    for (DType dtype : List.of(DType.I32, DType.U8)) {
      OperandSpec x = OperandSpec.of(dtype, Domain.integers(200), 7, 33);
      add(new View.Permute(List.of(1, 0)), dtype.toString(), x);
      add(new View.Slice(List.of(0, 1), Shape.of(7, 31)), dtype.toString(), x);
      add(new View.Concat(1), dtype.toString(), x, x);
      add(new View.Broadcast(Shape.of(2, 7, 33)), dtype.toString(), x);
      add(new View.Pad(List.of(1, 2), Shape.of(9, 40)), dtype.toString(), x);
      add(new View.Pack(List.of(3, 240), 480), dtype.toString(), x, x);
      OperandSpec wide = OperandSpec.of(dtype, Domain.integers(200), 33, 96);
      add(new View.Permute(List.of(1, 0)), dtype.toString(), wide);
      add(new View.Slice(List.of(0, 16), Shape.of(33, 64)), dtype.toString(), wide);
      add(new View.Concat(0), dtype.toString(), wide, wide);
      add(new View.Pad(List.of(1, 16), Shape.of(35, 128)), dtype.toString(), wide);
    }
  }
}
