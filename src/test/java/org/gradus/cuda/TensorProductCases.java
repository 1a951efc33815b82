package org.gradus.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.gradus.gpu.lowering.ProductCase;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;

/** The products that are computed on emulated tensor cores, in sets that tests name. */
final class TensorProductCases {
  private static final int[] SIZES = {1, 7, 31, 33, 93, 127, 129, 257};
  private static final List<DType> TYPES = List.of(DType.BF16, DType.F16, DType.F32);

  /** Those that kernels for 9.0 take. */
  private static final List<DType> NARROW = List.of(DType.BF16, DType.F16);

  private TensorProductCases() {}

  /** The cases called {@code name}, those of F32 on tensor cores and without. */
  static List<ProductCase> named(String name) {
    List<ProductCase> cases = new ArrayList<>(onTensorCores(name));
    for (ProductCase one : List.copyOf(cases)) {
      if (one.operands() == DType.F32) {
        cases.add(one.withoutTensorCores());
      }
    }
    return cases;
  }

  /** Those for kernels for 9.0 end in 90. */
  private static List<ProductCase> onTensorCores(String name) {
    return switch (name) {
      case "sizes" -> sizes();
      case "tiles" -> tiles();
      case "slices" -> slices();
      case "endings" -> endings();
      case "sizes90" -> sizes90();
      case "tiles90" -> tiles90();
      case "slices90" -> slices90();
      case "endings90" -> endings90();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** All transposes and types, with every size as M beside every one as N, and with one as K. */
  private static List<ProductCase> sizes() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : TYPES) {
      for (int i = 0; i < SIZES.length; i++) {
        for (int j = 0; j < SIZES.length; j++) {
          int k = SIZES[(3 * i + j) % SIZES.length];
          ProductCase one = ProductCase.of(type, SIZES[i], SIZES[j], k);
          for (int which = 0; which < 4; which++) {
            cases.add(transposed(one, which));
          }
        }
      }
    }
    return cases;
  }

  private static ProductCase transposed(ProductCase one, int which) {
    return one.transposed(which % 2 == 1, which / 2 % 2 == 1);
  }

  /** Every kernel: all tiles, aligned by 16 bytes, 4 and 2, and what lies unlike its extents. */
  private static List<ProductCase> tiles() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : TYPES) {
      for (int which = 0; which < 4; which++) {
        for (int[] shape :
            new int[][] {
              {40, 72, 56},
              {136, 272, 80},
              {144, 128, 88},
              {66, 74, 38},
              {257, 259, 61},
              {64, 64, 64}
            }) {
          ProductCase one = ProductCase.of(type, shape[0], shape[1], shape[2]);
          cases.add(transposed(one, which));
          cases.add(transposed(one, which).on(1));
          cases.add(transposed(one, which).on(1).more());
          cases.add(transposed(one, which).on(2).shifted(which % 2 + 1).times(2));
        }
      }
    }
    return cases;
  }

  /** Reductions long enough for slices of K, and batches. */
  private static List<ProductCase> slices() {
    List<ProductCase> cases = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(6);
    for (DType type : TYPES) {
      for (int which = 0; which < 4; which++) {
        int k = 1000 + random.nextInt(1100);
        ProductCase one = ProductCase.of(type, 1 + random.nextInt(40), 33, k);
        cases.add(transposed(one, which));
        cases.add(transposed(one, which).wide());
        cases.add(transposed(one, which).ending(UnaryKind.TANH).more());
        cases.add(transposed(one, which).wide().more());
        cases.add(transposed(one, which).ending(UnaryKind.RELU).times(3));
        cases.add(transposed(ProductCase.of(type, 72, 40, k / 8 * 8), which).on(2));
      }
    }
    return cases;
  }

  /** Biases, activations, results in F32, batches. */
  private static List<ProductCase> endings() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : TYPES) {
      for (UnaryKind kind : new UnaryKind[] {UnaryKind.RELU, UnaryKind.TANH, UnaryKind.GELU_TANH}) {
        for (int n : new int[] {64, 93, 130}) {
          ProductCase one = ProductCase.of(type, 33, n, 40).ending(kind);
          cases.add(one);
          cases.add(one.wide().times(3));
          cases.add(one.more().times(2));
          cases.add(one.more().wide());
          cases.add(ProductCase.of(type, n, 33, 40).ending(null).times(2).on(1));
        }
      }
    }
    return cases;
  }

  /**
   * A product whose operands have rows of whole 16 bytes, as kernels for 9.0 want them: what such
   * rows run along is made larger, all else stays.
   */
  private static ProductCase fitting(DType type, int which, int m, int n, int k) {
    boolean a = which % 2 == 1;
    boolean b = which / 2 % 2 == 1;
    return transposed(
        ProductCase.of(type, a ? eights(m) : m, b ? n : eights(n), a && !b ? k : eights(k)), which);
  }

  private static int eights(int size) {
    return Math.ceilDiv(size, 8) * 8;
  }

  private static List<ProductCase> sizes90() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : NARROW) {
      for (int i = 0; i < SIZES.length; i++) {
        for (int j = 0; j < SIZES.length; j++) {
          int k = SIZES[(3 * i + j) % SIZES.length];
          for (int which = 0; which < 4; which++) {
            cases.add(fitting(type, which, SIZES[i], SIZES[j], k));
          }
        }
      }
    }
    return cases;
  }

  /** All tiles, alone and in pairs; several of them for a group, and more steps than stages. */
  private static List<ProductCase> tiles90() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : NARROW) {
      for (int which = 0; which < 4; which++) {
        cases.add(fitting(type, which, 136, 272, 80).on(1));
        cases.add(fitting(type, which, 136, 272, 80).on(2).more());
        cases.add(fitting(type, which, 257, 260, 333).on(2).times(2));
        cases.add(fitting(type, which, 513, 300, 129).on(4));
        cases.add(fitting(type, which, 144, 125, 459).on(2));
        cases.add(fitting(type, which, 144, 125, 459).on(2).more());
        cases.add(fitting(type, which, 2100, 72, 40).on(2)); // the last tile is alone in its pair
        cases.add(fitting(type, which, 60, 74, 460).on(1).times(3));
        cases.add(fitting(type, which, 64, 64, 64).shifted(8));
      }
    }
    return cases;
  }

  /** Reductions long enough for slices of K, and batches. */
  private static List<ProductCase> slices90() {
    List<ProductCase> cases = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(9);
    for (DType type : NARROW) {
      for (int which = 0; which < 4; which++) {
        int k = 1000 + random.nextInt(1100);
        ProductCase one = fitting(type, which, 1 + random.nextInt(40), 33, k);
        cases.add(one);
        cases.add(one.wide());
        cases.add(one.ending(UnaryKind.TANH).more());
        cases.add(one.ending(UnaryKind.RELU).times(3));
        cases.add(fitting(type, which, 200, 200, k).on(8));
      }
    }
    return cases;
  }

  /** Biases, activations, results in F32, batches; results stored by TMA and not. */
  private static List<ProductCase> endings90() {
    List<ProductCase> cases = new ArrayList<>();
    for (DType type : NARROW) {
      for (UnaryKind kind : new UnaryKind[] {UnaryKind.RELU, UnaryKind.TANH, UnaryKind.GELU_TANH}) {
        for (int n : new int[] {64, 93, 130, 136}) {
          ProductCase one = fitting(type, 2, 133, n, 40).ending(kind);
          cases.add(one);
          cases.add(one.wide().times(3));
          cases.add(one.on(2));
          cases.add(one.more().times(2));
          cases.add(one.more().wide());
          cases.add(fitting(type, 2, n, 33, 40).ending(null).times(2).on(1));
        }
      }
    }
    return cases;
  }
}
