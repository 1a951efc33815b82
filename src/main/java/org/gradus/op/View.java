package org.gradus.op;

import java.util.List;

/**
 * Ops that move elements without computing.
 *
 * <p>Tensors are dense and row-major, so a view is free only where its elements already lie in
 * order: {@link Reshape} always aliases its operand, {@link Slice} aliases when it takes one
 * contiguous run, and the operands of {@link Pack} are computed in their places when nothing else
 * forbids. {@link Permute}, {@link Broadcast}, {@link Concat} and {@link Pad} copy; elementwise ops
 * broadcast their operands by themselves and matmul takes transposed ones, so that in a compiled
 * plan few copies remain.
 */
public sealed interface View extends Op {
  /** The same elements under another shape of the same size. Aliases. */
  record Reshape(Shape shape) implements View {
    @Override
    public String name() {
      return "reshape";
    }
  }

  /** Axes in another order: axis i of the result is axis {@code axes[i]} of the operand. Copies. */
  record Permute(List<Integer> axes) implements View {
    /** Keeps an unmodifiable copy. */
    public Permute {
      axes = List.copyOf(axes);
    }

    @Override
    public String name() {
      return "permute";
    }
  }

  /** The box of extents {@code shape} at {@code starts}. Aliases if contiguous, else copies. */
  record Slice(List<Integer> starts, Shape shape) implements View {
    /** Keeps an unmodifiable copy. */
    public Slice {
      starts = List.copyOf(starts);
    }

    @Override
    public String name() {
      return "slice";
    }
  }

  /** The operand stretched to {@code shape} by the rules of {@link Shape#broadcast}. Copies. */
  record Broadcast(Shape shape) implements View {
    @Override
    public String name() {
      return "broadcast";
    }
  }

  /** The operands one after another along {@code axis}. Copies. */
  record Concat(int axis) implements View {
    @Override
    public String name() {
      return "concat";
    }
  }

  /** The operand at {@code starts} inside a tensor of zeros: the adjoint of {@link Slice}. */
  record Pad(List<Integer> starts, Shape shape) implements View {
    /** Keeps an unmodifiable copy. */
    public Pad {
      starts = List.copyOf(starts);
    }

    @Override
    public String name() {
      return "pad";
    }
  }

  /**
   * The operands, each flattened, at {@code offsets} of one vector of {@code length} elements, zero
   * between them. This is how all gradients come to lie in one arena that an optimizer updates in
   * one launch.
   */
  record Pack(List<Integer> offsets, int length) implements View {
    /** Keeps an unmodifiable copy. */
    public Pack {
      offsets = List.copyOf(offsets);
    }

    @Override
    public String name() {
      return "pack";
    }
  }
}
