package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gradus.device.DeviceException;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.Speeds;
import org.gradus.gpu.launch.TensorCores;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.TunedProducts;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Epilogue;
import org.junit.jupiter.api.Test;

/** What the model of matrix products chooses on devices of known figures. */
final class ProductModelTest {
  private static final Traits A100 = gpu(108, 80, 163, new Speeds(1.41, 1555, 40 << 20));
  private static final Traits H100 = gpu(132, 90, 227, new Speeds(1.98, 3350, 50 << 20));

  private static Traits gpu(int units, int generation, int kibibytes, Speeds speeds) {
    return new Traits(false, units, 1024, 48 << 10, 64L << 30, 1)
        .withTensorCores(new TensorCores(generation, kibibytes << 10))
        .withSpeeds(speeds);
  }

  private static Product product(DType dtype, int m, int n, int k) {
    return new Product(false, false, Epilogue.NONE, dtype, dtype, Form.PLAIN, 1, m, n, k);
  }

  private static String choice(DType dtype, Traits traits, int m, int n, int k) {
    return ProductModel.ranked(product(dtype, m, n, k), dtype, traits).getFirst().title();
  }

  @Test
  void largeProductsGetLargeTilesAndNoSlices() {
    assertEquals("sm80_matmul 128x256 in 1", choice(DType.BF16, A100, 8192, 8192, 8192));
    assertEquals("sm90_matmul 128x256 in 1", choice(DType.BF16, H100, 8192, 8192, 8192));
    assertEquals("sm90_matmul 128x256 in 1", choice(DType.F16, H100, 8191, 8192, 8192));
    assertEquals("matmul 128x128 in 1", choice(DType.F32, PaperDriver.GPU, 8192, 8192, 8192));
  }

  @Test
  void smallAndNarrowProductsGetSmallTilesAndSlices() {
    assertEquals("sm80_matmul 64x64 in 1", choice(DType.BF16, A100, 256, 256, 256));
    assertEquals("sm90_matmul 64x64 in 1", choice(DType.BF16, H100, 256, 256, 256));
    assertEquals("sm80_matmul 64x64 in 16", choice(DType.BF16, A100, 127, 129, 4096));
    assertEquals("sm90_matmul 64x64 in 16", choice(DType.BF16, H100, 127, 136, 4096));
    String wide = choice(DType.BF16, A100, 1024, 1024, 65_536);
    assertTrue(wide.startsWith("sm80_matmul 128x128 in "), wide);
    String wider = choice(DType.BF16, H100, 1024, 1024, 65_536);
    assertTrue(wider.startsWith("sm90_matmul 128x256 in "), wider);
    String small = choice(DType.F32, A100, 33, 10, 128);
    assertEquals("matmul 32x32 in 1", small);
  }

  /** TMA takes no rows but those of whole 16 bytes, and no operands that begin elsewhere. */
  @Test
  void whatTmaCannotFetchGoesToKernelsForOlderGpus() {
    String odd = choice(DType.BF16, H100, 8192, 8190, 8192);
    assertTrue(odd.startsWith("sm80_matmul "), odd);
    String plain = choice(DType.F32, H100, 8192, 8192, 8192);
    assertTrue(plain.startsWith("sm80_matmul_f32 "), plain);
  }

  @Test
  void equalArgumentsGiveEqualOrders() {
    for (int k : new int[] {0, 1, 31, 512, 70_001}) {
      Product product = product(DType.BF16, 93, 257, k);
      List<ProductCandidate> ranked = ProductModel.ranked(product, DType.BF16, H100);
      assertEquals(ranked, ProductModel.ranked(product, DType.BF16, H100));
      assertEquals(ranked.size(), ranked.stream().map(ProductCandidate::title).distinct().count());
      for (ProductCandidate each : ranked) {
        double time = ProductModel.nanoseconds(each, product, DType.BF16, H100);
        assertTrue(time > 0 && time < Double.POSITIVE_INFINITY, each.title() + ": " + time);
        assertTrue(each.slices().count() * each.slices().length() >= k, each.toString());
      }
    }
  }

  @Test
  void withoutFiguresAndTensorCoresThereIsAChoiceAllTheSame() {
    assertEquals("matmul 128x128 in 1", choice(DType.BF16, PaperDriver.GPU, 8192, 8192, 8192));
    Traits narrow = new Traits(false, 8, 64, 16 << 10, 1 << 30, 1);
    assertEquals("matmul 32x32 in 1", choice(DType.F32, narrow, 4096, 4096, 4096));
  }

  @Test
  void whatWasMeasuredIsTakenForThatProductAlone() {
    Product square = product(DType.BF16, 512, 512, 512);
    TreeMap<String, String> titles = new TreeMap<>();
    titles.put("bf16 NN 512x512x512", "matmul 32x32 in 2");
    titles.put("bf16 NN 512x512x513", "sm70_matmul 1x1");
    Traits tuned = H100.withTuned(new TunedProducts(titles, ""));
    assertEquals("matmul 32x32 in 2", ProductChoice.of(square, DType.BF16, tuned).title());
    for (Product other :
        List.of(product(DType.F16, 512, 512, 512), product(DType.BF16, 512, 512, 513))) {
      assertEquals(
          ProductModel.ranked(other, other.dtype(), H100).getFirst(),
          ProductChoice.of(other, other.dtype(), tuned));
    }
  }

  @Test
  void aKernelThatIsAskedForComputesWhatItCan() {
    Map<String, String> environment = Map.of("GRADUS_MATMUL", "sm80_matmul 128x128");
    Traits forced = ForcedProducts.in(H100, environment);
    Product half = product(DType.BF16, 33, 33, 4096);
    assertTrue(
        ProductChoice.of(half, DType.BF16, forced).title().startsWith("sm80_matmul 128x128"));
    Product single = product(DType.F32, 33, 33, 33);
    assertEquals("matmul 64x64 in 1", ProductChoice.of(single, DType.F32, forced).title());
    assertEquals(H100, ForcedProducts.in(H100, Map.of()));
    DeviceException unknown =
        assertThrows(
            DeviceException.class,
            () -> ForcedProducts.in(H100, Map.of("GRADUS_MATMUL", "sm80_matmul 1x1")));
    String message = String.valueOf(unknown.getMessage());
    assertTrue(
        message.startsWith("GRADUS_MATMUL: there is no kernel 'sm80_matmul 1x1'; there are "),
        message);
    assertTrue(message.contains("matmul 64x64"), message);
  }
}
