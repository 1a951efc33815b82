package org.gradus.bench;

import static org.gradus.bench.Operand.normal;

import java.util.List;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.UnaryKind;

/** Matrix products: square ones of all transposes, narrow ones, and many small ones. */
final class ProductCases {
  private static final int[] SQUARES = {256, 512, 1024, 2048};

  private final List<KernelCase> cases;
  private final DType dtype;
  private final Sizes sizes;

  private ProductCases(List<KernelCase> cases, DType dtype, Sizes sizes) {
    this.cases = cases;
    this.dtype = dtype;
    this.sizes = sizes;
  }

  static void add(List<KernelCase> cases, DType dtype, Sizes sizes) {
    ProductCases products = new ProductCases(cases, dtype, sizes);
    for (int n : SQUARES) {
      products.all(n, n, n);
    }
    products.all(128, 256, 784); // a batch of digits through a dense layer, and back
    products.add(4096, 10, 1024, false, false);
    products.add(10, 1024, 4096, true, false);
    products.add(1, 4096, 4096, false, false);
    products.batched(64, 128, 128, 64);
    products.fused(1024);
  }

  private void all(int m, int n, int k) {
    for (int transposes = 0; transposes < 4; transposes++) {
      add(m, n, k, transposes >= 2, transposes % 2 == 1);
    }
  }

  private void add(int m, int n, int k, boolean transposeA, boolean transposeB) {
    Operand a = matrix(m, k, transposeA);
    Operand b = matrix(k, n, transposeB);
    String said = (transposeA ? "T" : "N") + (transposeB ? "T" : "N");
    cases.add(
        KernelCase.of("matmul", new Contract.MatMul(transposeA, transposeB), a, b).with(said));
  }

  private Operand matrix(int rows, int columns, boolean transposed) {
    int height = sizes.extent(rows);
    int width = sizes.extent(columns);
    return transposed ? normal(dtype, width, height) : normal(dtype, height, width);
  }

  private void batched(int batch, int m, int n, int k) {
    Operand a = normal(dtype, sizes.extent(batch), sizes.extent(m), k);
    Operand b = normal(dtype, sizes.extent(batch), k, sizes.extent(n));
    cases.add(KernelCase.of("matmul", new Contract.MatMul(false, false), a, b).with("batched"));
  }

  private void fused(int extent) {
    int n = sizes.extent(extent);
    Elementwise.Unary relu = new Elementwise.Unary(UnaryKind.RELU);
    cases.add(
        KernelCase.of(
            "matmul",
            new Fused.MatMulWith(false, false, Epilogue.bias(relu)),
            normal(dtype, n, n),
            normal(dtype, n, n),
            normal(dtype, n)));
  }
}
