package org.gradus.cuda;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.KernelName;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.ProductCase;
import org.gradus.gpu.ProductOnDevice;
import org.gradus.op.DType;
import org.gradus.op.UnaryKind;

/**
 * Products on tensor cores, in a process that has a CUDA device. Prints what is wrong, the kernels
 * that were launched, and a digest of all results.
 */
final class TensorProductsOnCuda {
  private static final int[] SIZES = {1, 7, 31, 33, 93, 127, 129, 257};
  private static final List<DType> TYPES = List.of(DType.BF16, DType.F16, DType.F32);

  private final CudaDriver driver;
  private final MessageDigest digest;
  private final Set<String> kernels = new TreeSet<>();
  private int count;

  private TensorProductsOnCuda(CudaDriver driver) throws NoSuchAlgorithmException {
    this.driver = driver;
    digest = MessageDigest.getInstance("SHA-256");
  }

  /** Computes the cases that {@code arguments} name: sizes, tiles, slices, endings, all. */
  public static void main(String[] arguments) throws NoSuchAlgorithmException, OutOfDeviceMemory {
    FoundDevice device = new Installed().devices().getFirst();
    DeviceInfo info = new DeviceInfo("cuda:0", device.description(), device.memoryBytes());
    try (CudaDriver driver = new CudaDriver(device, info, false, false)) {
      TensorProductsOnCuda products = new TensorProductsOnCuda(driver);
      for (String cases : arguments) {
        for (ProductCase one : cases(cases)) {
          products.compute(one);
        }
      }
      products.kernels.forEach(kernel -> System.out.println("launched " + kernel));
      System.out.printf(
          "%d products, digest %s%n",
          products.count, HexFormat.of().formatHex(products.digest.digest(), 0, 8));
    }
  }

  private void compute(ProductCase one) throws OutOfDeviceMemory {
    ProductOnDevice.Outcome outcome = ProductOnDevice.run(driver, one, count++);
    for (KernelName kernel : outcome.launches()) {
      kernels.add(kernel.program().line() + ": " + kernel.function());
    }
    digest.update(outcome.bytes());
    if (!outcome.wrong().isEmpty()) {
      System.out.println("wrong: " + one + ": " + outcome.wrong());
    }
  }

  /** The cases of that name, those of F32 on tensor cores and without. */
  private static List<ProductCase> cases(String name) {
    List<ProductCase> cases = new ArrayList<>(onTensorCores(name));
    for (ProductCase one : List.copyOf(cases)) {
      if (one.operands() == DType.F32) {
        cases.add(one.withoutTensorCores());
      }
    }
    return cases;
  }

  private static List<ProductCase> onTensorCores(String name) {
    return switch (name) {
      case "sizes" -> sizes();
      case "tiles" -> tiles();
      case "slices" -> slices();
      case "endings" -> endings();
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
}
