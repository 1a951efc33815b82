package org.gradus.cpu;

import org.gradus.cpu.RowFunctions.RowFunction;
import org.gradus.cpu.math.Epilogue;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.SgemmBatch;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/** F32 matrix products, one for each leading index. */
final class FloatContract {
  private final SgemmBatch products;
  private final RowFunctions functions;

  FloatContract(Parallel parallel, FloatKernels kernels, RowFunctions functions) {
    products = new SgemmBatch(parallel.workers(), kernels);
    this.functions = functions;
  }

  /** The product; a third operand, if there is one, is a bias, and then the activation follows. */
  Kernel matMul(
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
