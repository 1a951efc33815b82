package org.gradus.bench;

import static org.gradus.bench.Operand.indices;
import static org.gradus.bench.Operand.magnitudes;
import static org.gradus.bench.Operand.normal;
import static org.gradus.bench.Sizes.COLUMNS;

import java.util.List;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;

/** Kernels that look at whole rows or columns: reductions, softmax and norms. */
final class RowCases {
  private static final int CHANNELS = 256;
  private static final int CLASSES = 10;
  private static final double EPSILON = 1e-5;

  private final List<KernelCase> cases;
  private final DType dtype;
  private final double bytes;
  private final Sizes sizes;

  private RowCases(List<KernelCase> cases, DType dtype, Sizes sizes) {
    this.cases = cases;
    this.dtype = dtype;
    this.sizes = sizes;
    bytes = dtype.bytes();
  }

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    RowCases rows = new RowCases(cases, dtype, sizes);
    rows.folds();
    rows.softmax();
    rows.batchNorm();
    rows.layerNorm();
  }

  private void folds() {
    Operand x = normal(dtype, sizes.rows(bytes), COLUMNS);
    for (FoldKind kind : FoldKind.values()) {
      fold("rows", x, kind, 1);
      fold("columns", x, kind, 0);
      fold("all", x, kind, 0, 1);
    }
    int planes = sizes.rows(64 * 64, bytes);
    fold("middle axis", normal(dtype, planes, 64, 64), FoldKind.SUM, 1);
    cases.add(KernelCase.of("reduce", new Reduce.ArgMax(1), x).with("rows"));
    Operand few = normal(dtype, sizes.rows(CLASSES, bytes), CLASSES);
    cases.add(KernelCase.of("reduce", new Reduce.ArgMax(1), few).with("rows"));
    add("reduce", new Reduce.AllFinite(), x);
  }

  private void fold(String said, Operand x, FoldKind kind, Integer... axes) {
    Op op = new Reduce.Fold(kind, List.of(axes), false);
    cases.add(KernelCase.of("reduce", op, x).with(said));
  }

  private void softmax() {
    for (int columns : new int[] {COLUMNS, CLASSES, 32 * COLUMNS}) {
      int rows = sizes.rows(columns, 2 * bytes);
      Operand x = normal(dtype, rows, columns);
      add("softmax", new Fused.Softmax(), x);
      add("softmax", new Fused.LogSoftmax(), x);
      add("softmax", new Fused.SoftmaxCrossEntropy(1.0 / rows), x, indices(columns, rows));
    }
  }

  /** Sized by what lies in memory, though it is read twice: the caches are not to hold it. */
  private void batchNorm() {
    Operand each = normal(DType.F32, CHANNELS);
    Operand positive = magnitudes(DType.F32, CHANNELS);
    Operand x = normal(dtype, sizes.rows(CHANNELS, 2 * bytes), CHANNELS);
    add("norm", new Fused.BatchNorm(EPSILON), x, each, each);
    Operand less = normal(dtype, sizes.rows(CHANNELS, 3 * bytes), CHANNELS);
    add("norm", new Fused.BatchNormGradient(EPSILON), less, each, each, positive, less);
  }

  private void layerNorm() {
    Operand each = normal(DType.F32, COLUMNS);
    add(
        "norm",
        new Fused.LayerNorm(EPSILON),
        normal(dtype, sizes.rows(2 * bytes), COLUMNS),
        each,
        each);
    int rows = sizes.rows(3 * bytes);
    Operand x = normal(dtype, rows, COLUMNS);
    Operand mean = normal(DType.F32, rows);
    add("norm", new Fused.LayerNormGradient(), x, each, mean, magnitudes(DType.F32, rows), x);
  }

  private void add(String family, Op op, Operand... operands) {
    cases.add(KernelCase.of(family, op, operands));
  }
}
