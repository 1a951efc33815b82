package org.gradus.testing;

import java.util.List;
import org.gradus.gpu.lowering.GpuCustomOp;
import org.gradus.op.TensorSpec;

/** A user's op that calls in its kernel what is not there. */
public record MistakenOp() implements GpuCustomOp {
  @Override
  public String name() {
    return "mistaken";
  }

  @Override
  public List<TensorSpec> outputs(List<TensorSpec> inputs) {
    return inputs;
  }

  @Override
  public String kernelName() {
    return "mistaken";
  }

  @Override
  public String kernelSource() {
    return """
    #include "device.h"
    KERNEL(mistaken)(POINTER(const T, x), POINTER(T, y), const long n) {
      missing_function(1);
    }
    """;
  }
}
