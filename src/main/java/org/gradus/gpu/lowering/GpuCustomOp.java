package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.op.CustomOp;
import org.gradus.op.TensorSpec;

/**
 * A user's own op that GPUs can run: it brings the source of one kernel, which is compiled when a
 * plan with the op is loaded, by OpenCL's driver or for CUDA by nvcc.
 *
 * <p>The source is written in the words of {@code kernels/portable/device.h}, which its first line
 * includes, and holds a kernel such as
 *
 * <pre>{@code
 * #include "device.h"
 *
 * KERNEL(cubic)(POINTER(const T, a), POINTER(const T, b), POINTER(T, y), const long n) {
 *   BIND(const T, a);
 *   BIND(const T, b);
 *   BIND(T, y);
 *   const long i = gid(0);
 *   if (i < n) store(y, i, load(a, i) * load(a, i) * load(b, i));
 * }
 * }</pre>
 *
 * <p>Its parameters are all operands, then all results, then the number of items. It is built with
 * {@code DTYPE} defined as the element type of the first result; no result lies where an operand
 * lies, and one that nobody reads is given memory all the same. {@code n} is a {@code long}.
 */
public interface GpuCustomOp extends CustomOp {
  /** The word in {@code KERNEL(...)}. */
  String kernelName();

  /** The text of the kernel and of what it needs beside {@code device.h}. */
  String kernelSource();

  /**
   * How many items are needed for operands of these specs; at least so many run. By default one for
   * each element of the first result.
   */
  default long items(List<TensorSpec> inputs) {
    return outputs(inputs).getFirst().shape().size();
  }
}
