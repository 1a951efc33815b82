package org.gradus.cpu.math;

import java.util.Random;

/** Operands and sizes of one matrix product, as {@code 128x784x256 NN} (M x K x N, transposes). */
final class Product {
  final int m;
  final int k;
  final int n;
  final boolean transposeA;
  final boolean transposeB;
  final float[] a;
  final float[] b;
  final float[] c;

  private Product(int m, int k, int n, boolean transposeA, boolean transposeB) {
    this.m = m;
    this.k = k;
    this.n = n;
    this.transposeA = transposeA;
    this.transposeB = transposeB;
    a = random(m * k, 1);
    b = random(k * n, 2);
    c = new float[m * n];
  }

  /** Reads the sizes and makes operands with a fixed seed. */
  static Product of(String text) {
    String[] parts = text.split("[x ]");
    int m = Integer.parseInt(parts[0]);
    int k = Integer.parseInt(parts[1]);
    int n = Integer.parseInt(parts[2]);
    return new Product(m, k, n, parts[3].charAt(0) == 'T', parts[3].charAt(1) == 'T');
  }

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** Multiplications and additions of the product. */
  double operations() {
    return 2.0 * m * n * k;
  }

  int lda() {
    return transposeA ? m : k;
  }

  int ldb() {
    return transposeB ? k : n;
  }

  void run(Sgemm sgemm) {
    sgemm.multiply(
        transposeA, transposeB, m, n, k, a, 0, lda(), b, 0, ldb(), c, 0, n, Epilogue.NONE);
  }
}
