package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Op;
import org.gradus.op.TensorSpec;
import org.gradus.pass.KernelSupport;

/**
 * Which ops have kernels: all of them, in every element type GPUs hold, but products of operands
 * that are rounded to TF32, which only tensor cores and libraries compute.
 */
public record Kernels(Traits traits) implements KernelSupport {
  @Override
  public boolean supports(Op op, List<TensorSpec> inputs) {
    return switch (op) {
      case MatMul(boolean _, boolean _, Form form) -> form != Form.TF32 || hasTf32();
      case MatMulWith product -> product.form() != Form.TF32 || hasTf32();
      default -> true;
    };
  }

  private boolean hasTf32() {
    return TensorProducts.available(traits) || !traits.products().isEmpty();
  }
}
