package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.cpu.RowFunctions.RowFunction;
import org.gradus.cpu.math.Epilogue;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.SgemmBatch;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/** F32 matrix products, one for each leading index. */
final class FloatContract {
  private final Parallel parallel;
  private final SgemmBatch products;
  private final RowFunctions functions;

  FloatContract(Parallel parallel, FloatKernels kernels, RowFunctions functions) {
    this.parallel = parallel;
    products = new SgemmBatch(parallel.workers(), kernels);
    this.functions = functions;
  }

  /**
   * The product of operands in {@code form}; see {@link #matMul(boolean, boolean, Unary, Binding)}.
   */
  Kernel matMul(
      boolean transposeA,
      boolean transposeB,
      @Nullable Unary activation,
      Form form,
      Binding binding) {
    if (form != Form.TF32) {
      return matMul(transposeA, transposeB, activation, binding);
    }
    List<Operand> operands = new ArrayList<>(binding.inputs());
    List<Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Operand rounded = Operand.allocate(DType.F32, operands.get(i).shape());
      kernels.add(TensorFloat.round(operands.set(i, rounded), rounded, parallel));
    }
    Binding narrow = new Binding(binding.step(), operands, binding.outputs());
    kernels.add(matMul(transposeA, transposeB, activation, narrow));
    return Kernel.all(kernels.toArray(Kernel[]::new));
  }

  /** The product; a third operand, if there is one, is a bias, and then the activation follows. */
  private Kernel matMul(
      boolean transposeA, boolean transposeB, @Nullable Unary activation, Binding binding) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Shape shape = y.shape();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(transposeA ? -2 : -1);
    int batch = shape.prefix(shape.rank() - 2).intSize();
    Epilogue epilogue = epilogue(activation, binding);
    return () ->
        products.multiply(
            batch,
            transposeA,
            transposeB,
            m,
            n,
            k,
            a.floats(),
            a.offset(),
            b.floats(),
            b.offset(),
            y.floats(),
            y.offset(),
            epilogue);
  }

  private Epilogue epilogue(@Nullable Unary activation, Binding binding) {
    if (binding.inputs().size() < 3) {
      return Epilogue.NONE;
    }
    Operand bias = binding.in(2);
    if (activation == null) {
      return new Epilogue(bias.floats(), bias.offset(), null);
    }
    RowFunction f = functions.of(activation.kind(), activation.parameter());
    return new Epilogue(
        bias.floats(), bias.offset(), (values, at, n) -> f.apply(values, at, values, at, n));
  }
}
