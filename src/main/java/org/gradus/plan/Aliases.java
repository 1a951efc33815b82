package org.gradus.plan;

import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;
import org.gradus.op.Update;
import org.gradus.op.View;

/** Which tensors are other tensors seen through reshapes and contiguous slices. */
final class Aliases {
  /** The tensor that owns the storage of {@code tensor}. */
  Tensor root(Tensor tensor) {
    Tensor root = tensor;
    while (isAlias(root)) {
      root = root.node().input(0);
    }
    return root;
  }

  /** How many bytes into its root's storage {@code tensor} begins. */
  long offset(Tensor tensor) {
    long elements = 0;
    for (Tensor alias = tensor; isAlias(alias); alias = alias.node().input(0)) {
      if (alias.node().op() instanceof View.Slice slice) {
        long[] strides = alias.node().input(0).shape().strides();
        for (int axis = 0; axis < strides.length; axis++) {
          elements += slice.starts().get(axis) * strides[axis];
        }
      }
    }
    return elements * tensor.dtype().bytes();
  }

  /** Whether {@code tensor} lies in the storage of its operand. */
  boolean isAlias(Tensor tensor) {
    return switch (tensor.node().op()) {
      case View.Reshape _ -> true;
      case View.Slice slice -> isContiguous(slice, tensor.node().input(0).shape());
      case View.Permute _, View.Broadcast _, View.Concat _, View.Pad _, View.Pack _ -> false;
      case Leaf _, Elementwise _, Reduce _, Contract _, Index _, Fused _, Update _, Custom _ ->
          false;
    };
  }

  /** Whether a slice takes whole inner axes below at most one axis that is taken in part. */
  private static boolean isContiguous(View.Slice slice, Shape whole) {
    int axis = 0;
    while (axis < whole.rank() && slice.shape().dim(axis) == 1) {
      axis++;
    }
    for (int inner = axis + 1; inner < whole.rank(); inner++) {
      if (slice.shape().dim(inner) != whole.dim(inner)) {
        return false;
      }
    }
    return true;
  }
}
