package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gradus.op.DType;
import org.gradus.op.Update;
import org.jspecify.annotations.Nullable;

/**
 * F32 arithmetic on BF16 and F16 values: operands are widened to scratch memory, the F32 kernel
 * runs there, and its results are rounded once.
 */
final class Widened {
  /** Makes a kernel from a binding. */
  @FunctionalInterface
  interface Lower {
    /** The kernel for operands that are all F32 or integers. */
    Kernel lower(Binding binding);
  }

  private Widened() {}

  static Kernel of(Binding binding, Parallel parallel, Lower floats) {
    List<Kernel> kernels = new ArrayList<>();
    List<Kernel> after = new ArrayList<>();
    // An update also reads what it writes: the variable's old value.
    boolean readsOutputs = binding.step().op() instanceof Update;
    UnaryOperator<Operand> input =
        operand -> {
          Operand wide = Operand.allocate(DType.F32, operand.shape());
          kernels.add(conversion(operand, wide, parallel));
          return wide;
        };
    List<Operand> inputs = new ArrayList<>();
    for (Operand operand : binding.inputs()) {
      inputs.add(isHalf(operand) ? input.apply(operand) : operand);
    }
    List<@Nullable Operand> outputs = new ArrayList<>();
    for (Operand operand : binding.outputs()) {
      if (operand == null || !isHalf(operand)) {
        outputs.add(operand);
        continue;
      }
      Operand wide =
          readsOutputs ? input.apply(operand) : Operand.allocate(DType.F32, operand.shape());
      outputs.add(wide);
      after.add(conversion(wide, operand, parallel));
    }
    kernels.add(floats.lower(new Binding(binding.step(), inputs, outputs)));
    kernels.addAll(after);
    return Kernel.all(kernels.toArray(Kernel[]::new));
  }

  private static boolean isHalf(Operand operand) {
    return operand.dtype() == DType.BF16 || operand.dtype() == DType.F16;
  }

  private static Kernel conversion(Operand from, Operand to, Parallel parallel) {
    return parallel.elements(from.size(), (first, last) -> Casts.convert(from, to, first, last));
  }
}
