package org.gradus.cpu;

import java.util.List;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;

/** The reference kernels: plain loops in double on one thread, for every element type. */
final class ReferenceLowering {
  Kernel lower(Binding binding) {
    Op op = binding.step().op();
    return switch (op) {
      case Elementwise elementwise -> ReferenceElementwise.lower(elementwise, binding);
      case Reduce reduce -> ReferenceReduce.lower(reduce, binding);
      case Contract.MatMul matMul ->
          ReferenceContract.matMul(
              matMul.transposeA(), matMul.transposeB(), matMul.form(), List.of(), binding);
      case Fused fused -> ReferenceFused.lower(fused, binding);
      case Update update -> ReferenceUpdate.lower(update, binding);
      case Leaf ignored -> throw notArithmetic(op);
      case View ignored -> throw notArithmetic(op);
      case Index ignored -> throw notArithmetic(op);
      case Custom ignored -> throw notArithmetic(op);
    };
  }

  static IllegalStateException notArithmetic(Op op) {
    return new IllegalStateException("cpu: " + op.name() + " is no arithmetic");
  }
}
