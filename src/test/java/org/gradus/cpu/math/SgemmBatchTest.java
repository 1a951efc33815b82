package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgemmBatchTest {
  private static float[] values(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "0,4,5,6,false,false",
    "1,33,31,7,true,false",
    "7,1,1,1,false,true",
    "50,7,9,33,true,true",
    "9,93,31,64,false,true",
    "3,130,140,150,false,false"
  })
  void eachProductIsAsIfComputedAlone(
      int batch, int m, int n, int k, boolean transposeA, boolean transposeB) {
    float[] a = values(batch * m * k + 3, 1);
    float[] b = values(batch * k * n + 5, 2);
    float[] expected = values(batch * m * n + 14, 3);
    float[] before = expected.clone();
    try (Workers one = new Workers(1);
        Workers three = new Workers(3)) {
      Sgemm alone = new Sgemm(one, new PlainKernels());
      int lda = transposeA ? m : k;
      int ldb = transposeB ? k : n;
      for (int i = 0; i < batch; i++) {
        int at = 7 + i * m * n;
        alone.multiply(
            transposeA,
            transposeB,
            m,
            n,
            k,
            a,
            3 + i * m * k,
            lda,
            b,
            5 + i * k * n,
            ldb,
            expected,
            at,
            n,
            Epilogue.NONE);
      }
      for (Workers workers : List.of(one, three)) {
        float[] c = before.clone();
        new SgemmBatch(workers, new SimdKernels())
            .multiply(batch, transposeA, transposeB, m, n, k, a, 3, b, 5, c, 7, Epilogue.NONE);
        assertArrayEquals(expected, c);
      }
    }
  }
}
