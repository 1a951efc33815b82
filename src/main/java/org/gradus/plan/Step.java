package org.gradus.plan;

import java.util.List;
import org.gradus.graph.Origin;
import org.gradus.op.Op;

/**
 * One op of a plan with its operands and outputs in place.
 *
 * <p>An output may lie where an operand of the same element type and size lies; this happens for
 * elementwise ops, {@code dropout}, {@code gaussian_noise} and {@code bias_*} only, whose kernels
 * must read each element before they write it.
 *
 * @param node the id of the node in the planned graph
 * @param op what is computed
 * @param inputs the operands, in the op's order
 * @param outputs the results, in the op's order; those nobody reads are absent
 * @param origin the user's line it comes from
 */
public record Step(int node, Op op, List<Buffer> inputs, List<Buffer> outputs, Origin origin) {
  /** Keeps unmodifiable copies. */
  public Step {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The operand at {@code index}. */
  public Buffer input(int index) {
    return inputs.get(index);
  }

  /** The result at {@code index}. */
  public Buffer output(int index) {
    return outputs.get(index);
  }

  /** Node, op and origin, such as {@code %7 matmul at Mnist.java:41}. */
  @Override
  public String toString() {
    return "%" + node + " " + op.name() + " at " + origin;
  }
}
