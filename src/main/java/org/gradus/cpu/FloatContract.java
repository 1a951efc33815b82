package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.cpu.RowFunctions.RowFunction;
import org.gradus.cpu.RowGradients.RowGradient;
import org.gradus.cpu.math.Epilogue;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.SgemmBatch;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/** F32 matrix products, one for each leading index. */
final class FloatContract {
  private final Parallel parallel;
  private final SgemmBatch products;
  private final FloatRows rows;
  private final RowFunctions functions;
  private final RowGradients gradients;
  private final FloatReduce reduce;

  FloatContract(
      Parallel parallel,
      FloatKernels kernels,
      RowFunctions functions,
      RowGradients gradients,
      FloatReduce reduce) {
    this.parallel = parallel;
    products = new SgemmBatch(parallel.workers(), kernels);
    rows = kernels.rows();
    this.functions = functions;
    this.gradients = gradients;
    this.reduce = reduce;
  }

  /** The product of operands in {@code form} and the parts of its end. */
  Kernel matMul(
      boolean transposeA, boolean transposeB, Form form, List<Part> parts, Binding binding) {
    Epilogue end = epilogue(parts, binding);
    Kernel product =
        form == Form.TF32
            ? rounded(transposeA, transposeB, end, binding)
            : product(transposeA, transposeB, end, binding);
    Operand sums = binding.outputs().size() > 1 ? binding.outputs().getLast() : null;
    return sums != null && parts.getLast() instanceof Part.OperandSums(int operand)
        ? Kernel.all(product, reduce.sumRows(binding.in(operand), sums))
        : product;
  }

  /** The product of operands that are rounded to TF32. */
  private Kernel rounded(
      boolean transposeA, boolean transposeB, Epilogue epilogue, Binding binding) {
    List<Operand> operands = new ArrayList<>(binding.inputs());
    List<Kernel> kernels = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Operand rounded = Operand.allocate(DType.F32, operands.get(i).shape());
      kernels.add(TensorFloat.round(operands.set(i, rounded), rounded, parallel));
    }
    Binding narrow = new Binding(binding.step(), operands, binding.outputs());
    kernels.add(product(transposeA, transposeB, epilogue, narrow));
    return Kernel.all(kernels.toArray(Kernel[]::new));
  }

  private Kernel product(
      boolean transposeA, boolean transposeB, Epilogue epilogue, Binding binding) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Shape shape = y.shape();
    int m = shape.dim(-2);
    int n = shape.dim(-1);
    int k = a.shape().dim(transposeA ? -2 : -1);
    int batch = shape.prefix(shape.rank() - 2).intSize();
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

  /** All parts, one after another on a part of a row while it is in the cache. */
  private Epilogue epilogue(List<Part> parts, Binding binding) {
    List<Epilogue> steps = new ArrayList<>();
    int operand = 2;
    int result = 1;
    for (Part part : parts) {
      switch (part) {
        case Part.Bias _ -> steps.add(bias(binding.in(operand++)));
        case Part.Add _ -> steps.add(add(binding.in(operand++), binding.out()));
        case Part.Keep _ -> keep(binding.out(result++), binding.out(), steps);
        case Part.Activation(Unary function) -> steps.add(activation(function));
        case Part.ChainRule(UnaryGradient rule) ->
            steps.add(chainRule(rule, binding.in(operand++), binding.out()));
        case Part.Cast _, Part.OperandSums _ -> {}
      }
    }
    Epilogue[] all = steps.toArray(Epilogue[]::new);
    return switch (all.length) {
      case 0 -> Epilogue.NONE;
      case 1 -> all[0];
      default ->
          (c, at, column, length) -> {
            for (Epilogue one : all) {
              one.apply(c, at, column, length);
            }
          };
    };
  }

  private Epilogue bias(Operand bias) {
    float[] values = bias.floats();
    return (c, at, column, length) ->
        rows.add(c, at, values, bias.offset() + column, c, at, length);
  }

  private Epilogue add(Operand other, Operand y) {
    float[] values = other.floats();
    int further = other.offset() - y.offset();
    return (c, at, column, length) -> rows.add(c, at, values, at + further, c, at, length);
  }

  private static void keep(@Nullable Operand kept, Operand y, List<Epilogue> steps) {
    if (kept != null) {
      float[] values = kept.floats();
      int further = kept.offset() - y.offset();
      steps.add((c, at, column, length) -> System.arraycopy(c, at, values, at + further, length));
    }
  }

  private Epilogue activation(Unary activation) {
    RowFunction f = functions.of(activation.kind(), activation.parameter());
    return (c, at, column, length) -> f.apply(c, at, c, at, length);
  }

  private Epilogue chainRule(UnaryGradient rule, Operand saved, Operand y) {
    RowGradient f = gradients.of(rule.kind(), rule.parameter());
    float[] values = saved.floats();
    int further = saved.offset() - y.offset();
    return (c, at, column, length) -> f.apply(values, at + further, c, at, c, at, length);
  }
}
