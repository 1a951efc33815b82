package org.gradus.bench;

import static org.gradus.bench.Operand.flags;
import static org.gradus.bench.Operand.magnitudes;
import static org.gradus.bench.Operand.normal;
import static org.gradus.bench.Sizes.COLUMNS;

import java.util.List;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Fused;
import org.gradus.op.LossKind;
import org.gradus.op.Op;
import org.gradus.op.UnaryKind;

/** Kernels that treat each element alone. */
final class PointwiseCases {
  private static final double PARAMETER = 0.1; // the slope or scale of functions that have one

  private final List<KernelCase> cases;
  private final DType dtype;
  private final double bytes;
  private final Sizes sizes;

  private PointwiseCases(List<KernelCase> cases, DType dtype, Sizes sizes) {
    this.cases = cases;
    this.dtype = dtype;
    this.sizes = sizes;
    bytes = dtype.bytes();
  }

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    PointwiseCases pointwise = new PointwiseCases(cases, dtype, sizes);
    pointwise.unary();
    pointwise.binary();
    pointwise.mixed();
    pointwise.fused();
  }

  private void unary() {
    int rows = sizes.rows(2 * bytes);
    for (UnaryKind kind : UnaryKind.values()) {
      // Roots and logarithms of negative numbers would all take the short way to NaN.
      add("unary", new Elementwise.Unary(kind, PARAMETER), magnitudes(dtype, rows, COLUMNS));
    }
    for (UnaryKind kind : UnaryKind.values()) {
      Op op = new Elementwise.UnaryGradient(kind, PARAMETER);
      int less = sizes.rows(moved(kind) * bytes);
      add("unary gradient", op, magnitudes(dtype, less, COLUMNS), normal(dtype, less, COLUMNS));
    }
  }

  /** Matrices that a chain rule moves: -dy needs no x, and 0 not even dy. */
  private static int moved(UnaryKind kind) {
    return switch (kind) {
      case NEGATE -> 2;
      case SIGN -> 1;
      default -> 3;
    };
  }

  private void binary() {
    int rows = sizes.rows(3 * bytes);
    Operand a = normal(dtype, rows, COLUMNS);
    for (BinaryKind kind : BinaryKind.values()) {
      add("binary", new Elementwise.Binary(kind), magnitudes(dtype, rows, COLUMNS), a);
    }
    int more = sizes.rows(2 * bytes);
    Operand b = normal(dtype, more, COLUMNS);
    Op add = new Elementwise.Binary(BinaryKind.ADD);
    add("binary", add, b, normal(dtype, COLUMNS));
    add("binary", add, b, normal(dtype, more, 1));
    add("binary", add, b, normal(dtype, 1));
  }

  private void mixed() {
    int rows = sizes.rows(2 * bytes + 1);
    Operand a = normal(dtype, rows, COLUMNS);
    for (CompareKind kind : CompareKind.values()) {
      add("compare", new Elementwise.Compare(kind), a, a);
    }
    Operand whole = normal(dtype, sizes.rows(bytes + 1), COLUMNS);
    add("compare", new Elementwise.Compare(CompareKind.GREATER), whole, normal(dtype, 1));
    int less = sizes.rows(3 * bytes + 1);
    Operand b = normal(dtype, less, COLUMNS);
    add("select", new Elementwise.Select(), flags(less, COLUMNS), b, b);
    DType other = dtype == DType.F32 ? DType.BF16 : DType.F32;
    cast(other, normal(dtype, sizes.rows(bytes + other.bytes()), COLUMNS));
    cast(dtype, flags(sizes.rows(bytes + 1), COLUMNS));
    cast(dtype, Operand.indices(COLUMNS, sizes.rows(bytes + Integer.BYTES), COLUMNS));
  }

  private void cast(DType to, Operand operand) {
    String said = operand.spec().dtype() + " to " + to;
    cases.add(KernelCase.of("cast", new Elementwise.Cast(to), operand).with(said));
  }

  private void fused() {
    Operand x = normal(dtype, sizes.rows(2 * bytes), COLUMNS);
    for (UnaryKind kind : List.of(UnaryKind.RELU, UnaryKind.TANH, UnaryKind.GELU)) {
      Op op = new Fused.BiasActivation(new Elementwise.Unary(kind));
      add("bias", op, x, normal(dtype, COLUMNS));
    }
    int less = sizes.rows(4 * bytes);
    Operand prediction = normal(dtype, less, COLUMNS);
    Operand target = magnitudes(dtype, less, COLUMNS);
    for (LossKind kind : LossKind.values()) {
      add("loss", new Fused.PointwiseLoss(kind, 1, 1), prediction, target);
    }
    add("dropout", new Fused.Dropout(0.25, 1, 2), x, Operand.ones(DType.I32));
    add("noise", new Fused.GaussianNoise(0.1f, 1, 2), x, Operand.ones(DType.I32));
  }

  private void add(String family, Op op, Operand... operands) {
    cases.add(KernelCase.of(family, op, operands));
  }
}
