package org.gradus.op;

/** Ops without operands: where values enter a graph. */
public sealed interface Leaf extends Op {
  /** A value the host supplies before each run. */
  record Input(String input, TensorSpec spec) implements Leaf {
    @Override
    public String name() {
      return "input";
    }
  }

  /** A variable's value as it stood when the run began. */
  record Read(String variable, TensorSpec spec) implements Leaf {
    @Override
    public String name() {
      return "read";
    }
  }

  /** A tensor whose elements all have one value. */
  record Constant(double value, TensorSpec spec) implements Leaf {
    @Override
    public String name() {
      return "constant";
    }
  }
}
