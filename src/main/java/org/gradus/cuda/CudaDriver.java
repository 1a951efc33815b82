package org.gradus.cuda;

import java.util.List;
import java.util.Objects;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.gpu.Bindings;
import org.gradus.gpu.Bytes;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Driver;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Resources;
import org.gradus.gpu.Staging;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Traits;
import org.jspecify.annotations.Nullable;

/**
 * A device's primary context with two streams: kernels run on one, and on the other uploads travel
 * to the device meanwhile.
 */
final class CudaDriver implements Driver {
  private static final String REFUSED = " (CUDA_ERROR_OUT_OF_MEMORY)";

  private final FoundDevice found;
  private final DeviceInfo info;
  private final boolean capture;
  private final CUdevice device;
  private final CUcontext context = new CUcontext();
  private final StreamHandle stream = new StreamHandle();
  private final CUstream uploads = new CUstream();
  private final Modules modules;
  private final Resources resources = new Resources();
  private final @Nullable Cublas cublas;
  private String running = "nothing";
  private boolean failed;

  /**
   * Opens {@code found}.
   *
   * @param info how users know it
   * @param capture whether launches are captured as a graph
   * @param byCublas whether cuBLAS, which is loaded then, multiplies matrices
   */
  CudaDriver(FoundDevice found, DeviceInfo info, boolean capture, boolean byCublas) {
    this.found = found;
    this.info = info;
    this.capture = capture;
    device = Installed.device(found.ordinal());
    modules = new Modules(found);
    Codes.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
    try {
      enter();
      int apart = CUstream_flags.CU_STREAM_NON_BLOCKING;
      check(JCudaDriver.cuStreamCreate(stream, apart), "cuStreamCreate");
      check(JCudaDriver.cuStreamCreate(uploads, apart), "cuStreamCreate");
      // The first of the resources, so the last to go: after the graphs that hold its products.
      cublas = byCublas ? resources.add(new Cublas(this, stream, found.major())) : null;
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /** Makes the context current on this thread, on which others may have been since. */
  void enter() {
    check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  StreamHandle stream() {
    return stream;
  }

  /** The library that the {@link #traits} ask for products of. */
  Cublas cublas() {
    return Objects.requireNonNull(cublas, "no cuBLAS was opened");
  }

  /** Says which launches were queued last, for the error of a call that waits for them. */
  void running(String launches) {
    running = launches;
  }

  /** Throws unless {@code call}, which waited for what is queued, returned success. */
  void checkWait(int code, String call) {
    if (code != CUresult.CUDA_SUCCESS) { // only then is its text of use
      check(code, call + ", waiting for " + running);
    }
  }

  /** Throws unless {@code code} is success; {@code what} is the call and what it was for. */
  void check(int code, String what) {
    if (code != CUresult.CUDA_SUCCESS) {
      failed = true;
      throw Codes.failed(code, what);
    }
  }

  /** The exception for a call of another library that failed. */
  DeviceException failed(String message) {
    failed = true;
    return new DeviceException(message);
  }

  /** Whether some call has failed, after which freeing things may fail too. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public Traits traits() {
    return cublas == null ? found.traits() : found.traits().withProducts("cublas");
  }

  @Override
  public void requireFree(long bytes) throws OutOfDeviceMemory {
    enter();
    long[] free = new long[1];
    check(JCudaDriver.cuMemGetInfo(free, new long[1]), "cuMemGetInfo");
    if (bytes > free[0]) {
      throw outOfMemory(bytes, "");
    }
  }

  @Override
  public DeviceMemory allocate(long bytes) throws OutOfDeviceMemory {
    enter();
    Address address = new Address();
    int code = JCudaDriver.cuMemAlloc(address, Math.max(1, bytes));
    if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      throw outOfMemory(bytes, REFUSED);
    }
    check(code, "cuMemAlloc of " + bytes + " bytes");
    CudaMemory memory = resources.add(new CudaMemory(this, address, bytes));
    try {
      check(
          JCudaDriver.cuMemsetD8Async(address, (byte) 0, Math.max(1, bytes), stream),
          "cuMemsetD8Async of " + bytes + " bytes");
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
    return memory;
  }

  /** Allocates memory that no tensor lies in, at {@code address}; {@code purpose} is for errors. */
  void allocateBeside(Address address, long bytes, String purpose) {
    int code = JCudaDriver.cuMemAlloc(address, bytes);
    if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      String message = outOfMemory(bytes, REFUSED).getMessage();
      throw new DeviceException("%s; it is wanted %s".formatted(message, purpose));
    }
    check(code, "cuMemAlloc of %,d bytes %s".formatted(bytes, purpose));
  }

  private OutOfDeviceMemory outOfMemory(long bytes, String words) {
    long[] free = new long[1];
    long[] total = new long[1];
    int code = JCudaDriver.cuMemGetInfo(free, total);
    String there =
        code == CUresult.CUDA_SUCCESS
            ? "%s of %s are free".formatted(Bytes.describe(free[0]), Bytes.describe(total[0]))
            : "it does not say how much is free";
    return new OutOfDeviceMemory(
        "%s cannot give %s more: %s%s".formatted(info.id(), Bytes.describe(bytes), there, words));
  }

  @Override
  public Staging stage(long bytes) {
    enter();
    return resources.add(new CudaStaging(this, bytes));
  }

  @Override
  public void upload(Staging from, DeviceMemory to, long offset, long bytes) {
    from.requireRoom(to, offset, bytes);
    CudaStaging staging = (CudaStaging) from;
    enter();
    String what = "of %,d bytes to the device".formatted(bytes);
    check(
        JCudaDriver.cuMemcpyHtoDAsync(staging.landing(), staging.pointer(), bytes, uploads),
        "cuMemcpyHtoDAsync " + what);
    check(JCudaDriver.cuEventRecord(staging.arrived(), uploads), "cuEventRecord");
    check(JCudaDriver.cuStreamWaitEvent(stream, staging.arrived(), 0), "cuStreamWaitEvent");
    Address place = ((CudaMemory) to).address().plus(offset);
    check(
        JCudaDriver.cuMemcpyDtoDAsync(place, staging.landing(), bytes, stream),
        "cuMemcpyDtoDAsync " + what);
    check(JCudaDriver.cuEventRecord(staging.free(), stream), "cuEventRecord");
    staging.use();
  }

  @Override
  public void download(DeviceMemory from, long offset, Staging to, long bytes) {
    to.requireRoom(from, offset, bytes);
    CudaStaging staging = (CudaStaging) to;
    enter();
    Address place = ((CudaMemory) from).address().plus(offset);
    check(
        JCudaDriver.cuMemcpyDtoHAsync(staging.pointer(), place, bytes, stream),
        "cuMemcpyDtoHAsync of %,d bytes from the device".formatted(bytes));
    check(JCudaDriver.cuEventRecord(staging.free(), stream), "cuEventRecord");
    staging.use();
  }

  @Override
  public Recording record(List<Launch> launches, Bindings bindings) {
    enter();
    return resources.add(new CudaRecording(this, launches, bindings, modules, capture));
  }

  @Override
  public String compilerMissing() {
    return modules.compilerMissing();
  }

  @Override
  public void finish() {
    enter();
    checkWait(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
  }

  void close(Resources.Resource resource) {
    int _ = JCudaDriver.cuCtxSetCurrent(context);
    resources.close(resource);
  }

  /** {@inheritDoc} All is freed whatever fails: there is nobody who could do better. */
  @Override
  public void close() {
    int _ = JCudaDriver.cuCtxSetCurrent(context);
    int _ = JCudaDriver.cuStreamSynchronize(stream);
    resources.close();
    modules.close();
    release();
  }

  private void release() {
    int _ = JCudaDriver.cuStreamDestroy(uploads);
    int _ = JCudaDriver.cuStreamDestroy(stream);
    int _ = JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }
}
