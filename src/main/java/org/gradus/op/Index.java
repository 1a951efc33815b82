package org.gradus.op;

/** Ops that address elements by I32 operands. An index out of range is an error where it is run. */
public sealed interface Index extends Op {
  /** Operands (table (V, ...), indices S): rows of the table, shape S followed by (...). */
  record Gather() implements Index {
    @Override
    public String name() {
      return "gather";
    }
  }

  /**
   * Operands (rows S followed by (...), indices S): zeros (V, ...) to which each row is added at
   * its index, in the order of the indices. The adjoint of {@link Gather}.
   */
  record ScatterAdd(int rows) implements Index {
    @Override
    public String name() {
      return "scatter_add";
    }
  }

  /** Operand indices S: shape S followed by {@code depth}, 1 at the index and 0 elsewhere. */
  record OneHot(int depth, DType dtype) implements Index {
    @Override
    public String name() {
      return "one_hot";
    }
  }
}
