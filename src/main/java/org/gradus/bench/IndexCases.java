package org.gradus.bench;

import static org.gradus.bench.Operand.indices;
import static org.gradus.bench.Operand.normal;

import java.util.List;
import org.gradus.op.DType;
import org.gradus.op.Index;

/** Kernels that address rows by index. */
final class IndexCases {
  private static final int WIDTH = 256;
  private static final int BINS = 1000;
  private static final int DEPTH = 64;

  private IndexCases() {}

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    int bytes = dtype.bytes();
    int rows = sizes.rows(WIDTH, 2.0 * bytes);
    cases.add(
        KernelCase.of(
            "index", new Index.Gather(), normal(dtype, rows, WIDTH), indices(rows, rows)));
    int added = sizes.rows(WIDTH, bytes);
    cases.add(
        KernelCase.of(
            "index",
            new Index.ScatterAdd(BINS),
            normal(dtype, added, WIDTH),
            indices(BINS, added)));
    cases.add(
        KernelCase.of(
                "index", new Index.OneHot(DEPTH, dtype), indices(DEPTH, sizes.rows(DEPTH, bytes)))
            .with("to " + dtype));
  }
}
