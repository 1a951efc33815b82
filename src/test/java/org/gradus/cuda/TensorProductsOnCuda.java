package org.gradus.cuda;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.lowering.ProductCase;
import org.gradus.gpu.lowering.ProductOnDevice;

/**
 * Products on tensor cores, in a process that has a CUDA device. Prints what is wrong, the kernels
 * that were launched, and a digest of all results.
 */
final class TensorProductsOnCuda {
  private final CudaDriver driver;
  private final MessageDigest digest;
  private final Set<String> kernels = new TreeSet<>();
  private int count;

  private TensorProductsOnCuda(CudaDriver driver) throws NoSuchAlgorithmException {
    this.driver = driver;
    digest = MessageDigest.getInstance("SHA-256");
  }

  /**
   * Computes the cases that {@code arguments} name, see {@link TensorProductCases}; each as a graph
   * if the first is {@code captured}.
   */
  public static void main(String[] arguments) throws NoSuchAlgorithmException, OutOfDeviceMemory {
    FoundDevice device = new Installed().devices().getFirst();
    DeviceInfo info = new DeviceInfo("cuda:0", device.description(), device.memoryBytes());
    List<String> names = List.of(arguments);
    boolean captured = names.getFirst().equals("captured");
    try (CudaDriver driver = new CudaDriver(device, info, captured, false)) {
      TensorProductsOnCuda products = new TensorProductsOnCuda(driver);
      for (String cases : captured ? names.subList(1, names.size()) : names) {
        for (ProductCase one : TensorProductCases.named(cases)) {
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
}
