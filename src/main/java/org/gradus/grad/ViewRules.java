package org.gradus.grad;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gradus.graph.Tensor;
import org.gradus.op.Shape;
import org.gradus.op.View;

/** Gradients of views: elements go back to where they came from. */
final class ViewRules {
  private ViewRules() {}

  static void apply(View op, BackwardStep step) {
    Tensor dy = step.dy();
    Shape shape = step.operand(0).shape();
    switch (op) {
      case View.Reshape _ -> step.give(0, () -> dy.reshape(shape));
      case View.Permute permute -> step.give(0, () -> dy.permute(inverse(permute.axes())));
      case View.Slice slice -> step.give(0, () -> dy.apply(new View.Pad(slice.starts(), shape)));
      case View.Broadcast _ -> step.giveStretched(0, () -> dy);
      case View.Concat concat -> concat(concat.axis(), step);
      case View.Pad pad -> step.give(0, () -> dy.apply(new View.Slice(pad.starts(), shape)));
      case View.Pack pack -> {
        for (int i = 0; i < pack.offsets().size(); i++) {
          Shape operand = step.operand(i).shape();
          int from = pack.offsets().get(i);
          step.give(i, () -> dy.slice(0, from, from + operand.intSize()).reshape(operand));
        }
      }
    }
  }

  private static void concat(int along, BackwardStep step) {
    int axis = step.dy().shape().axis(along);
    int start = 0;
    for (int i = 0; i < step.node().inputs().size(); i++) {
      Shape operand = step.operand(i).shape();
      List<Integer> starts = new ArrayList<>(Collections.nCopies(operand.rank(), 0));
      starts.set(axis, start);
      step.give(i, () -> step.dy().apply(new View.Slice(starts, operand)));
      start += operand.dim(axis);
    }
  }

  private static int[] inverse(List<Integer> axes) {
    int[] inverse = new int[axes.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[axes.get(i)] = i;
    }
    return inverse;
  }
}
