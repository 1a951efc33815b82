package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SgemmTest {
  private static final int[] SIZES = {1, 7, 31, 33, 93, 257};
  private static final int GUARD = 37;
  private static final float SENTINEL = -12345.678f;
  private static final FloatKernels PLAIN = new PlainKernels();
  private static final FloatKernels SIMD = new SimdKernels();
  private static final Workers[] POOLS = {new Workers(1), new Workers(2), new Workers(3)};

  /** One product: sizes and which operands are stored transposed. */
  record Shape(int m, int n, int k, boolean ta, boolean tb) {
    int lda() {
      return (ta ? m : k) + 3;
    }

    int ldb() {
      return (tb ? k : n) + 5;
    }

    int ldc() {
      return n + 2;
    }
  }

  /**
   * Each pair of sizes with a third drawn by a seed, in all transposes, and the training shapes.
   */
  static List<Shape> shapes() {
    Random random = new Random(7);
    List<Shape> shapes = new ArrayList<>();
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int t = 0; t < 4; t++) {
          int k = SIZES[random.nextInt(SIZES.length)];
          shapes.add(new Shape(m, n, k, t / 2 == 1, t % 2 == 1));
        }
      }
    }
    shapes.add(new Shape(128, 256, 784, false, false));
    shapes.add(new Shape(784, 256, 128, true, false));
    shapes.add(new Shape(128, 784, 256, false, true));
    shapes.add(new Shape(128, 10, 256, false, false));
    shapes.add(new Shape(3, 5, 9000, true, true));
    shapes.add(new Shape(260, 9, 4200, false, false));
    shapes.add(new Shape(5, 1100, 4200, false, true));
    return shapes;
  }

  @AfterAll
  static void closePools() {
    for (Workers pool : POOLS) {
      pool.close();
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isCloseToDoublesAndTheSameBitsOnEveryPath(Shape shape) {
    Operands operands = new Operands(shape, 11);
    float[] plain = operands.multiply(new Sgemm(POOLS[0], PLAIN), Epilogue.NONE);
    operands.assertClose(plain);
    for (Workers pool : POOLS) {
      assertSameBits(plain, operands.multiply(new Sgemm(pool, SIMD), Epilogue.NONE));
      assertSameBits(plain, operands.multiply(new Sgemm(pool, PLAIN), Epilogue.NONE));
    }
  }

  @Test
  void anInstanceServesManyShapes() {
    for (FloatKernels kernels : List.of(PLAIN, SIMD)) {
      Sgemm product = new Sgemm(POOLS[1], kernels);
      for (Shape shape : shapes()) {
        Operands operands = new Operands(shape, 12);
        operands.assertClose(operands.multiply(product, Epilogue.NONE));
      }
    }
  }

  @Test
  void anEmptyInnerDimensionGivesTheEpilogueOfZero() {
    Operands operands = new Operands(new Shape(5, 6, 0, false, false), 13);
    float[] bias = {9, 1, 2, 3, -4, 5, 6};
    Epilogue epilogue = negated(bias, 1);
    float[] c = operands.multiply(new Sgemm(POOLS[1], SIMD), epilogue);
    for (int row = 0; row < 5; row++) {
      int at = GUARD + row * 8;
      float[] expected = {-1, -2, -3, 4, -5, -6};
      assertArrayEquals(expected, Arrays.copyOfRange(c, at, at + 6));
    }
  }

  @Test
  void anEmptyResultTouchesNothing() {
    for (Shape shape : List.of(new Shape(0, 4, 3, false, true), new Shape(4, 0, 3, true, false))) {
      Operands operands = new Operands(shape, 14);
      for (float value : operands.multiply(new Sgemm(POOLS[1], SIMD), Epilogue.NONE)) {
        assertEquals(SENTINEL, value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theEpilogueIsAppliedOnceToEachElement(Shape shape) {
    Operands operands = new Operands(shape, 15);
    float[] bias = new float[shape.n + 3];
    for (int j = 0; j < bias.length; j++) {
      bias[j] = j * 0.25f - 3;
    }
    float[] expected = operands.multiply(new Sgemm(POOLS[0], PLAIN), Epilogue.NONE);
    for (int row = 0; row < shape.m; row++) {
      for (int j = 0; j < shape.n; j++) {
        int at = GUARD + row * shape.ldc() + j;
        expected[at] = -(expected[at] + bias[3 + j]);
      }
    }
    Epilogue epilogue = negated(bias, 3);
    for (FloatKernels kernels : List.of(PLAIN, SIMD)) {
      assertSameBits(expected, operands.multiply(new Sgemm(POOLS[2], kernels), epilogue));
    }
  }

  @Test
  void notANumberAndInfinityComeThrough() {
    Shape shape = new Shape(14, 33, 300, false, false);
    Operands operands = new Operands(shape, 16);
    operands.a[operands.aOffset + 2 * shape.lda() + 290] = Float.NaN;
    operands.b[operands.bOffset + 5 * shape.ldb() + 32] = Float.POSITIVE_INFINITY;
    for (FloatKernels kernels : List.of(PLAIN, SIMD)) {
      float[] c = operands.multiply(new Sgemm(POOLS[1], kernels), Epilogue.NONE);
      for (int row = 0; row < shape.m; row++) {
        for (int j = 0; j < shape.n; j++) {
          float value = c[GUARD + row * shape.ldc() + j];
          assertEquals(row == 2, Float.isNaN(value), "NaN at " + row + ", " + j);
          assertEquals(row != 2 && j == 32, Float.isInfinite(value), "inf at " + row + ", " + j);
        }
      }
    }
  }

  /** -(c + bias). */
  private static Epilogue negated(float[] bias, int first) {
    return (c, at, column, length) -> {
      for (int j = 0; j < length; j++) {
        c[at + j] = -(c[at + j] + bias[first + column + j]);
      }
    };
  }

  private static void assertSameBits(float[] expected, float[] actual) {
    int at = Arrays.mismatch(expected, actual);
    assertEquals(-1, at, () -> "index " + at + ": " + expected[at] + " but " + actual[at]);
  }

  /** Operands with offsets and gaps between rows, surrounded by values that must not be used. */
  private static final class Operands {
    private final Shape shape;
    private final float[] a;
    private final float[] b;
    private final int aOffset = 5;
    private final int bOffset = 9;

    Operands(Shape shape, long seed) {
      this.shape = shape;
      Random random = new Random(seed);
      a = fill(random, aOffset, shape.ta ? shape.k : shape.m, shape.ta ? shape.m : shape.k, 3);
      b = fill(random, bOffset, shape.tb ? shape.n : shape.k, shape.tb ? shape.k : shape.n, 5);
    }

    private static float[] fill(Random random, int offset, int rows, int columns, int gap) {
      float[] values = new float[offset + rows * (columns + gap) + 8];
      Arrays.fill(values, Float.NaN);
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < columns; j++) {
          values[offset + row * (columns + gap) + j] = (float) random.nextGaussian();
        }
      }
      return values;
    }

    private double a(int i, int k) {
      return a[aOffset + (shape.ta ? k * shape.lda() + i : i * shape.lda() + k)];
    }

    private double b(int k, int j) {
      return b[bOffset + (shape.tb ? j * shape.ldb() + k : k * shape.ldb() + j)];
    }

    /** The product in memory of sentinels, those between and around the rows checked. */
    float[] multiply(Sgemm product, Epilogue epilogue) {
      float[] c = new float[2 * GUARD + shape.m * shape.ldc()];
      Arrays.fill(c, SENTINEL);
      product.multiply(
          shape.ta,
          shape.tb,
          shape.m,
          shape.n,
          shape.k,
          a,
          aOffset,
          shape.lda(),
          b,
          bOffset,
          shape.ldb(),
          c,
          GUARD,
          shape.ldc(),
          epilogue);
      for (int at = 0; at < c.length; at++) {
        int inside = at - GUARD;
        boolean gap = inside < 0 || inside >= shape.m * shape.ldc();
        if (gap || inside % shape.ldc() >= shape.n) {
          assertEquals(SENTINEL, c[at], "written outside of C at " + inside);
        }
      }
      return c;
    }

    /**
     * Each element within 2 eps (KC + K / KC) of the sum of magnitudes, the bound for its order.
     */
    void assertClose(float[] c) {
      int block = Sgemm.block(shape.k);
      double growth = block + (double) shape.k / block + 1;
      for (int i = 0; i < shape.m; i++) {
        for (int j = 0; j < shape.n; j++) {
          double sum = 0;
          double magnitude = 0;
          for (int k = 0; k < shape.k; k++) {
            double product = a(i, k) * b(k, j);
            sum += product;
            magnitude += Math.abs(product);
          }
          double error = Math.abs(c[GUARD + i * shape.ldc() + j] - sum);
          double bound = growth * 0x1p-24 * magnitude;
          int row = i;
          int column = j;
          assertTrue(
              error <= bound,
              () -> shape + " at " + row + ", " + column + ": " + error + " > " + bound);
        }
      }
    }
  }
}
