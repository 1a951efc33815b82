package org.gradus.cpu;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.gradus.cpu.RowFunctions.RowFunction;
import org.gradus.cpu.RowGradients.RowGradient;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.FloatRows;
import org.gradus.cpu.math.Workers;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Unary;

/** Elementwise F32 ops with broadcasting. */
final class FloatElementwise {
  /** Floats that a stretched value is repeated over: they stay in the first cache. */
  private static final int STRETCH = 1024;

  private final Parallel parallel;
  private final FloatRows rows;
  private final RowFunctions functions;
  private final RowGradients gradients;

  /** For each thread two runs in which a value stretched along a row is repeated. */
  private final float[][] stretched;

  FloatElementwise(
      Parallel parallel, FloatKernels kernels, RowFunctions functions, RowGradients gradients) {
    this.parallel = parallel;
    this.rows = kernels.rows();
    this.functions = functions;
    this.gradients = gradients;
    stretched = new float[2 * parallel.workers().threads()][STRETCH];
  }

  Kernel lower(Elementwise op, Binding binding) {
    return switch (op) {
      case Unary unary -> unary(unary, binding);
      case Elementwise.UnaryGradient gradient -> gradient(gradient, binding);
      case Elementwise.Binary binary -> binary(rowOf(binary.kind()), binding);
      case Elementwise.Compare compare ->
          compare(ReferenceElementwise.comparison(compare.kind()), binding);
      case Elementwise.Select ignored -> select(binding);
      case Elementwise.Cast ignored -> throw ReferenceLowering.notArithmetic(op);
    };
  }

  private Kernel unary(Unary op, Binding binding) {
    RowFunction f = functions.of(op.kind(), op.parameter());
    Operand x = binding.in(0);
    Operand y = binding.out();
    return parallel.elements(
        y.size(),
        (from, to) ->
            f.apply(x.floats(), x.offset() + from, y.floats(), y.offset() + from, to - from));
  }

  private Kernel gradient(Elementwise.UnaryGradient op, Binding binding) {
    RowGradient f = gradients.of(op.kind(), op.parameter());
    Operand saved = binding.in(0);
    Operand dy = binding.in(1);
    Operand dx = binding.out();
    return parallel.elements(
        dx.size(),
        (from, to) ->
            f.apply(
                saved.floats(),
                saved.offset() + from,
                dy.floats(),
                dy.offset() + from,
                dx.floats(),
                dx.offset() + from,
                to - from));
  }

  /** y = f(x + bias), row by row. */
  Kernel biasActivation(Unary activation, Binding binding) {
    RowFunction f = functions.of(activation.kind(), activation.parameter());
    Operand x = binding.in(0);
    Operand bias = binding.in(1);
    Operand y = binding.out();
    int width = bias.size();
    return parallel.rows(
        width == 0 ? 0 : y.size() / width,
        width,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            int at = y.offset() + row * width;
            rows.add(
                x.floats(),
                x.offset() + row * width,
                bias.floats(),
                bias.offset(),
                y.floats(),
                at,
                width);
            f.apply(y.floats(), at, y.floats(), at, width);
          }
        });
  }

  private RowGradient rowOf(BinaryKind kind) {
    return switch (kind) {
      case ADD -> rows::add;
      case SUBTRACT -> rows::subtract;
      case MULTIPLY -> rows::multiply;
      case DIVIDE -> rows::divide;
      case MAXIMUM -> rows::maximum;
      case MINIMUM -> rows::minimum;
      case POWER -> each(ReferenceElementwise.binary(kind, DType.F32));
    };
  }

  private static RowGradient each(DoubleBinaryOperator f) {
    return (a, aAt, b, bAt, y, yAt, n) -> {
      for (int i = 0; i < n; i++) {
        y[yAt + i] = (float) f.applyAsDouble(a[aAt + i], b[bAt + i]);
      }
    };
  }

  private Kernel binary(RowGradient f, Binding binding) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Axes axes = Axes.broadcast(y.shape(), a, b);
    int inner = axes.inner();
    boolean even = axes.step(0) == 1 && axes.step(1) == 1;
    int longest = even ? inner : STRETCH;
    return parallel.elements(
        y.size(),
        (from, to) -> {
          for (int at = from; at < to; ) {
            int row = at / inner;
            int column = at % inner;
            int n = Math.min(Math.min(inner - column, to - at), longest);
            if (even) {
              f.apply(
                  a.floats(),
                  a.offset() + axes.start(0, row) + column,
                  b.floats(),
                  b.offset() + axes.start(1, row) + column,
                  y.floats(),
                  y.offset() + at,
                  n);
            } else {
              stretch(f, axes, a, b, row, column, y, at, n);
            }
            at += n;
          }
        });
  }

  /** One run of a row along which an operand does not move: its value is written out first. */
  private void stretch(
      RowGradient f,
      Axes axes,
      Operand a,
      Operand b,
      int row,
      int column,
      Operand y,
      int at,
      int n) {
    int aAt = a.offset() + axes.start(0, row) + column * axes.step(0);
    int bAt = b.offset() + axes.start(1, row) + column * axes.step(1);
    float[] left = a.floats();
    float[] right = b.floats();
    if (axes.step(0) == 0) {
      left = repeated(2 * Workers.slot(), left[aAt], n);
      aAt = 0;
    }
    if (axes.step(1) == 0) {
      right = repeated(2 * Workers.slot() + 1, right[bAt], n);
      bAt = 0;
    }
    f.apply(left, aAt, right, bAt, y.floats(), y.offset() + at, n);
  }

  private float[] repeated(int which, float value, int n) {
    float[] run = stretched[which];
    Arrays.fill(run, 0, n, value);
    return run;
  }

  private Kernel compare(ReferenceElementwise.Comparison f, Binding binding) {
    Operand a = binding.in(0);
    Operand b = binding.in(1);
    Operand y = binding.out();
    Axes axes = Axes.broadcast(y.shape(), a, b);
    int inner = axes.inner();
    return parallel.rows(
        axes.rows(),
        inner,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            int aAt = a.offset() + axes.start(0, row);
            int bAt = b.offset() + axes.start(1, row);
            int to = y.offset() + row * inner;
            for (int i = 0; i < inner; i++) {
              float left = a.floats()[aAt + i * axes.step(0)];
              float right = b.floats()[bAt + i * axes.step(1)];
              y.bytes()[to + i] = (byte) (f.holds(left, right) ? 1 : 0);
            }
          }
        });
  }

  private Kernel select(Binding binding) {
    Operand condition = binding.in(0);
    Operand a = binding.in(1);
    Operand b = binding.in(2);
    Operand y = binding.out();
    Axes axes = Axes.broadcast(y.shape(), condition, a, b);
    int inner = axes.inner();
    return parallel.rows(
        axes.rows(),
        inner,
        (first, last) -> {
          for (int row = first; row < last; row++) {
            int at = condition.offset() + axes.start(0, row);
            int aAt = a.offset() + axes.start(1, row);
            int bAt = b.offset() + axes.start(2, row);
            int to = y.offset() + row * inner;
            for (int i = 0; i < inner; i++) {
              boolean holds = condition.bytes()[at + i * axes.step(0)] != 0;
              float left = a.floats()[aAt + i * axes.step(1)];
              float right = b.floats()[bAt + i * axes.step(2)];
              y.floats()[to + i] = holds ? left : right;
            }
          }
        });
  }
}
