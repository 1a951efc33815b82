package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.random.RandomStream;

/** Matrix products in all four transpositions, single and batched. */
final class ContractCases {
  private static final int[][] SIZES = { // M, K, N
    {1, 1, 1},
    {7, 31, 5},
    {31, 1, 33},
    {1, 33, 7},
    {13, 33, 1},
    {33, 93, 31},
    {93, 257, 33},
    {257, 33, 93},
    {1, 1024, 257},
    {93, 7, 1024},
    {31, 1024, 33},
    {12, 16, 20},
    {132, 516, 68},
    {64, 164, 60},
    {136, 264, 72} // large enough for the largest tiles, and whole vectors of 16-bit elements
  };

  private ContractCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        MatMul op = new MatMul(a, b);
        for (int[] size : SIZES) {
          OpCase one = product(op, size[0], size[1], size[2]);
          cases.add(one.elements() > 1000 ? one.with(Trait.FULL_ONLY) : one);
        }
        cases.add(product(op, 7, 5, 3, 3));
        cases.add(product(op, 31, 33, 7, 2, 3).with(Trait.FULL_ONLY));
        cases.add(
            product(op, size(random), size(random), size(random))
                .named("random")
                .with(Trait.FULL_ONLY));
      }
    }
    cases.add(product(new MatMul(false, false), 3, 0, 5).named("of nothing"));
    wide(cases);
    return cases;
  }

  /** Sums that are stored as they are, with and without slices of K. */
  private static void wide(List<OpCase> cases) {
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        MatMul op = new MatMul(a, b, Form.WIDE);
        cases.add(wide(product(op, 7, 31, 5)));
        cases.add(wide(product(op, 64, 164, 60)).with(Trait.FULL_ONLY));
        cases.add(wide(product(op, 31, 1024, 33)).with(Trait.FULL_ONLY));
      }
    }
  }

  /** Gradients are those of the plain form, whose results they would have to be of the type of. */
  private static OpCase wide(OpCase one) {
    return one.named("wide").with(Trait.NO_GRADIENT);
  }

  private static int size(RandomStream random) {
    return Shapes.extent(random, 93);
  }

  private static OpCase product(MatMul op, int m, int k, int n, int... batch) {
    int[] a = op.transposeA() ? dims(batch, k, m) : dims(batch, m, k);
    int[] b = op.transposeB() ? dims(batch, n, k) : dims(batch, k, n);
    return OpCase.of(op, OperandSpec.of(a), OperandSpec.of(b))
        .named(transposition(op.transposeA(), op.transposeB()))
        .sums(k, Scale.MAGNITUDES);
  }

  /** The last two axes as BLAS says them: n as they are, t transposed. */
  static String transposition(boolean a, boolean b) {
    return (a ? "t" : "n") + (b ? "t" : "n");
  }

  private static int[] dims(int[] batch, int rows, int columns) {
    int[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = rows;
    dims[batch.length + 1] = columns;
    return dims;
  }
}
