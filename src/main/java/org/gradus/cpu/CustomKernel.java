package org.gradus.cpu;

import java.util.List;
import org.gradus.op.CustomOp;

/** A user's own op that the CPU can run. */
public interface CustomKernel extends CustomOp {
  /**
   * Computes all outputs from the inputs, element by element; no output lies where an input lies.
   * Called from one thread at a time.
   *
   * @param inputs the operands, of the specs that {@link #outputs} was asked about
   * @param results where the outputs go, of the specs it answered
   */
  void compute(List<Operand> inputs, List<Operand> results);
}
