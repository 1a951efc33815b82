package org.gradus.pass;

import java.util.List;
import org.gradus.op.Op;
import org.gradus.op.TensorSpec;

/**
 * What a device has kernels for; passes fuse only what it supports and decompose what it does not.
 */
@FunctionalInterface
public interface KernelSupport {
  /** Supports every op for all operands. */
  KernelSupport ALL = (op, inputs) -> true;

  /** Whether there is a kernel for {@code op} on operands of these types and shapes. */
  boolean supports(Op op, List<TensorSpec> inputs);
}
