package org.gradus.gpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.TensorCores;
import org.gradus.gpu.launch.Traits;

/** A driver without a device, which writes down what it is to launch and computes nothing. */
public record PaperDriver(Traits traits, Consumer<KernelLaunch> launched) implements Driver {
  /** A graphics processor, much like a data centre's. */
  public static final Traits GPU = new Traits(false, 132, 1024, 48 << 10, 64L << 30, 1);

  /** One of NVIDIA's, with tensor cores that run kernels for 8.0. */
  public static final Traits SM80 = GPU.withTensorCores(new TensorCores(80, 163 << 10));

  /** One of compute capability 9.0. */
  public static final Traits TENSOR = GPU.withTensorCores(new TensorCores(90, 227 << 10));

  /** A processor as OpenCL shows it. */
  public static final Traits CPU = cpu(16);

  /** A processor whose registers hold {@code lanes} floats. */
  public static Traits cpu(int lanes) {
    return new Traits(true, 2, 4096, 512 << 10, 8L << 30, lanes);
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo("paper", "for tests", 0);
  }

  @Override
  public void requireFree(long bytes) {}

  @Override
  public DeviceMemory allocate(long bytes) {
    return new DeviceMemory() {
      @Override
      public long bytes() {
        return bytes;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Staging stage(long bytes) {
    MemorySegment segment = Arena.ofAuto().allocate(bytes);
    return new Staging() {
      @Override
      public MemorySegment segment() {
        return segment;
      }

      @Override
      public void await() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void upload(Staging from, DeviceMemory to, long offset, long bytes) {}

  @Override
  public void download(DeviceMemory from, long offset, Staging to, long bytes) {}

  @Override
  public Recording record(List<Launch> launches, Bindings bindings) {
    KernelLaunch.all(launches).forEach(launched);
    return new Recording() {
      @Override
      public void run() {}

      @Override
      public void time(long[] nanoseconds) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
