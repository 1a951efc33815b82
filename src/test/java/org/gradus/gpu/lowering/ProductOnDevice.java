package org.gradus.gpu.lowering;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.device.Elements;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Driver;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Staging;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Origin;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;
import org.gradus.plan.Storage;

/**
 * Computes a product by {@code sm80_matmul} as a plan's step, in memory whose other bytes must stay
 * as they are.
 */
public final class ProductOnDevice {
  private static final int ALIGNMENT = 256;
  private static final byte UNTOUCHED = 0x5a;
  private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final Driver driver;
  private final ProductCase one;
  private final long seed;
  private long used = ALIGNMENT;

  private ProductOnDevice(Driver driver, ProductCase one, long seed) {
    this.driver = driver;
    this.one = one;
    this.seed = seed;
  }

  /**
   * What became of a case.
   *
   * @param launches of which kernels
   * @param bytes the result
   * @param wrong what is wrong with it, or nothing
   */
  public record Outcome(List<KernelName> launches, byte[] bytes, String wrong) {}

  /** Computes {@code one}, whose operands {@code seed} draws, and checks the result. */
  public static Outcome run(Driver driver, ProductCase one, long seed) throws OutOfDeviceMemory {
    return new ProductOnDevice(driver, one, seed).run();
  }

  private Outcome run() throws OutOfDeviceMemory {
    ProductReference reference = new ProductReference(one, seed);
    Buffer a = place(one.operands(), one.shapeA(), one.layout().shift());
    Buffer b = place(one.operands(), one.shapeB(), one.layout().shift());
    Buffer bias = place(one.end().result(), Shape.of(one.n()), 0);
    Buffer added = place(one.end().result(), one.shapeY(), 0);
    Buffer y = place(one.end().result(), one.shapeY(), 0);
    Buffer kept = place(one.end().result(), one.shapeY(), 0);
    Buffer sums = place(one.end().result(), one.shapeSums(), 0);
    byte[] memory = new byte[Math.toIntExact(used)];
    Arrays.fill(memory, UNTOUCHED);
    fill(memory, a, reference.a);
    fill(memory, b, reference.b);
    fill(memory, bias, reference.bias);
    fill(memory, added, reference.added);
    List<Buffer> inputs = new ArrayList<>(List.of(a, b));
    List<Buffer> results = new ArrayList<>(List.of(y));
    addIf(one.end().biased(), bias, inputs);
    addIf(one.end().more(), added, inputs);
    addIf(one.keeps(), kept, results);
    addIf(one.summed() >= 0, sums, results);
    Step step = new Step(0, one.op(), inputs, results, Origin.UNKNOWN);
    Workspace workspace = new Workspace();
    StepCode code = new StepCode(step, 0, traits(), new Tables(), workspace);
    Product product = Product.of(one.op(), code);
    ProductCandidate candidate = candidate(product, code);
    candidate.lower(product, code);
    byte[] after = launch(code.launches(), memory, workspace.peak());
    int slices = candidate.slices().count();
    String wrong = reference.wrong(values(after, y), slices);
    if (one.keeps()) {
      wrong += reference.wrongArgument(values(after, kept), slices);
    }
    if (one.summed() >= 0) {
      wrong += reference.wrongSums(values(after, sums), slices);
    }
    return new Outcome(
        KernelLaunch.all(code.launches()).stream().map(KernelLaunch::kernel).toList(),
        Arrays.copyOfRange(after, (int) offset(y), after.length), // y and what follows it
        wrong.isEmpty() ? touched(memory, after, results) : wrong);
  }

  private static void addIf(boolean wanted, Buffer buffer, List<Buffer> buffers) {
    if (wanted) {
      buffers.add(buffer);
    }
  }

  /**
   * The largest tile that still gives every multiprocessor work, and as many slices as give each
   * two groups: so few of them get large tiles, and many get small tiles and slices.
   */
  private ProductCandidate candidate(Product product, StepCode code) {
    List<? extends ProductTiles> tiles = tiles(product, code);
    for (ProductTiles tile : tiles) {
      boolean wasteful = product.m() <= tile.m() / 2 || product.n() <= tile.n() / 2;
      long most = tile.mostSlices(product, one.operands());
      boolean last = tile.equals(tiles.getLast());
      if (last || (!wasteful && tile.count(product) * most >= one.units())) {
        long slices = Math.min(2L * one.units() / Math.max(1, tile.count(product)), most);
        int step = tile.step(one.operands());
        return new ProductCandidate(tile, Slices.into(slices, product, step));
      }
    }
    throw new AssertionError("there are no tiles");
  }

  private List<? extends ProductTiles> tiles(Product product, StepCode code) {
    if (one.plain()) {
      return List.of(TensorTiles.PLAIN);
    }
    boolean sm90 =
        Sm90Products.suit(product, one.operands(), traits()) && Sm90Products.reaches(code);
    return sm90 ? Sm90Tiles.ALL : TensorTiles.ALL;
  }

  private Traits traits() {
    Traits real = driver.traits();
    return new Traits(
            false, one.units(), real.maxGroup(), real.localBytes(), real.largestAllocation(), 1)
        .withTensorCores(real.tensorCores());
  }

  private Buffer place(DType dtype, Shape shape, int shift) {
    TensorSpec spec = new TensorSpec(dtype, shape);
    long offset = used + (long) shift * dtype.bytes();
    used = Math.ceilDiv(offset + spec.bytes(), ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    return new Buffer(spec, new Storage.Scratch(0, offset));
  }

  private static long offset(Buffer buffer) {
    return ((Storage.Scratch) buffer.storage()).offset();
  }

  private static void fill(byte[] memory, Buffer buffer, double[] values) {
    MemorySegment to = MemorySegment.ofArray(memory).asSlice(offset(buffer));
    for (int i = 0; i < values.length; i++) {
      float value = (float) values[i];
      switch (buffer.spec().dtype()) {
        case BF16 -> to.set(HALF, 2L * i, Elements.floatToBf16(value));
        case F16 -> to.set(HALF, 2L * i, Float.floatToFloat16(value));
        default -> to.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, value);
      }
    }
  }

  private static double[] values(byte[] memory, Buffer buffer) {
    MemorySegment from = MemorySegment.ofArray(memory).asSlice(offset(buffer));
    double[] values = new double[Math.toIntExact(buffer.spec().shape().size())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (buffer.spec().dtype()) {
            case BF16 -> Elements.bf16ToFloat(from.get(HALF, 2L * i));
            case F16 -> Float.float16ToFloat(from.get(HALF, 2L * i));
            default -> from.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
          };
    }
    return values;
  }

  private byte[] launch(List<Launch> launches, byte[] memory, long workspaceBytes)
      throws OutOfDeviceMemory {
    try (DeviceMemory scratch = driver.allocate(memory.length);
        DeviceMemory workspace = driver.allocate(Math.max(1, workspaceBytes));
        Staging staging = driver.stage(memory.length)) {
      MemorySegment.copy(memory, 0, staging.segment(), ValueLayout.JAVA_BYTE, 0, memory.length);
      driver.upload(staging, scratch, 0, memory.length);
      staging.await();
      Bindings bindings = region -> region instanceof Region.Scratch ? scratch : workspace;
      try (Recording recording = driver.record(launches, bindings)) {
        recording.run();
        driver.finish();
      }
      driver.download(scratch, 0, staging, memory.length);
      staging.await();
      return staging.segment().asSlice(0, memory.length).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Whether anything but the results was written, in words. */
  private static String touched(byte[] before, byte[] after, List<Buffer> results) {
    for (int i = 0; i < before.length; i++) {
      long at = i;
      boolean inside =
          results.stream().anyMatch(y -> at >= offset(y) && at < offset(y) + y.spec().bytes());
      if (!inside && before[i] != after[i]) {
        long from = i - offset(results.getFirst());
        return "byte %d was written, %d bytes from the result".formatted(i, from);
      }
    }
    return "";
  }
}
