package org.gradus.oracle;

import java.util.List;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** Views, by asking for every element of the larger side where it lies on the other. */
final class Views {
  private Views() {}

  static double[] compute(View op, List<double[]> in, List<Shape> shapes, Shape out) {
    double[] a = in.getFirst();
    Shape shape = shapes.getFirst();
    double[] result = new double[out.intSize()];
    switch (op) {
      case View.Reshape _ -> System.arraycopy(a, 0, result, 0, a.length);
      case View.Permute permute -> {
        for (int i = 0; i < result.length; i++) {
          int[] to = position(i, out);
          int[] from = new int[to.length];
          for (int axis = 0; axis < to.length; axis++) {
            from[permute.axes().get(axis)] = to[axis];
          }
          result[i] = a[flat(from, shape)];
        }
      }
      case View.Slice slice -> {
        for (int i = 0; i < result.length; i++) {
          result[i] = a[flat(shifted(position(i, out), slice.starts()), shape)];
        }
      }
      case View.Broadcast _ -> result = broadcast(a, shape, out);
      case View.Concat concat -> {
        int start = 0;
        for (int part = 0; part < in.size(); part++) {
          for (int i = 0; i < in.get(part).length; i++) {
            int[] to = position(i, shapes.get(part));
            to[concat.axis()] += start;
            result[flat(to, out)] = in.get(part)[i];
          }
          start += shapes.get(part).dim(concat.axis());
        }
      }
      case View.Pad pad -> {
        for (int i = 0; i < a.length; i++) {
          result[flat(shifted(position(i, shape), pad.starts()), out)] = a[i];
        }
      }
      case View.Pack pack -> {
        for (int part = 0; part < in.size(); part++) {
          System.arraycopy(in.get(part), 0, result, pack.offsets().get(part), in.get(part).length);
        }
      }
    }
    return result;
  }

  static double[] broadcast(double[] a, Shape from, Shape to) {
    double[] result = new double[to.intSize()];
    for (int i = 0; i < result.length; i++) {
      int[] wide = position(i, to);
      int[] narrow = new int[from.rank()];
      for (int axis = 0; axis < narrow.length; axis++) {
        narrow[axis] = from.dim(axis) == 1 ? 0 : wide[to.rank() - from.rank() + axis];
      }
      result[i] = a[flat(narrow, from)];
    }
    return result;
  }

  static int[] position(int flat, Shape shape) {
    int[] position = new int[shape.rank()];
    int rest = flat;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      position[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return position;
  }

  static int flat(int[] position, Shape shape) {
    int flat = 0;
    for (int axis = 0; axis < position.length; axis++) {
      flat = flat * shape.dim(axis) + position[axis];
    }
    return flat;
  }

  private static int[] shifted(int[] position, List<Integer> by) {
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] += by.get(axis);
    }
    return position;
  }
}
