package org.gradus.cuda;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_CLOCK_RATE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUdevice;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.Speeds;
import org.gradus.gpu.launch.TensorCores;
import org.gradus.gpu.launch.Traits;

/** The devices that NVIDIA's driver lists. */
final class Installed {
  /** The oldest driver on which JCuda and the kernels run: CUDA 12.0. */
  private static final int OLDEST_DRIVER = 12_000;

  /** Set to 0, products of every type run on ordinary units; to 80, by kernels for 8.0 alone. */
  private static final String TENSOR_CORES = "GRADUS_CUDA_TENSOR_CORES";

  private static final int SM90 = 90;

  /** In GHz. */
  private static final double KILOHERTZ = 1e-6;

  private static final int NAME_LENGTH = 256;

  private String remedy = "";

  /** The devices in the driver's order; empty, with a {@link #remedy}, if there are none. */
  List<FoundDevice> devices() {
    String problem = CudaLibrary.problem();
    if (!problem.isEmpty()) {
      remedy = problem;
      return List.of();
    }
    try {
      return list();
    } catch (DeviceException e) {
      remedy = e.getMessage() + ": see what nvidia-smi says";
      return List.of();
    }
  }

  /** Why there are no devices and what to do. */
  String remedy() {
    return remedy;
  }

  private List<FoundDevice> list() {
    int code = JCudaDriver.cuInit(0);
    if (code != CUresult.CUDA_ERROR_NO_DEVICE) {
      Codes.check(code, "cuInit");
    }
    int driver = driver();
    if (driver < OLDEST_DRIVER) {
      remedy =
          "the driver supports CUDA %s, and CUDA %s is needed: install a driver of version 525 or newer"
              .formatted(Codes.version(driver), Codes.version(OLDEST_DRIVER));
      return List.of();
    }
    int[] count = new int[1];
    if (code == CUresult.CUDA_SUCCESS) {
      Codes.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
    }
    remedy =
        "NVIDIA's driver is there but lists no device: see what nvidia-smi says, and"
            + " CUDA_VISIBLE_DEVICES";
    List<FoundDevice> found = new ArrayList<>();
    for (int ordinal = 0; ordinal < count[0]; ordinal++) {
      found.add(describe(ordinal, driver));
    }
    return found;
  }

  /** The CUDA version that the driver supports, such as 13000 for 13.0. */
  static int driver() {
    int[] version = new int[1];
    Codes.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
    return version[0];
  }

  private static FoundDevice describe(int ordinal, int driver) {
    CUdevice device = device(ordinal);
    byte[] name = new byte[NAME_LENGTH];
    Codes.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    long[] memory = new long[1];
    Codes.check(JCudaDriver.cuDeviceTotalMem(memory, device), "cuDeviceTotalMem");
    Traits traits =
        new Traits(
                false,
                attribute(device, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                attribute(device, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK),
                memory[0],
                1)
            .withTensorCores(tensorCores(device, FoundDevice.isEmulator(text(name))))
            .withSpeeds(speeds(device));
    return new FoundDevice(
        ordinal,
        text(name),
        attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        memory[0],
        attribute(device, CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
        driver,
        traits);
  }

  private static TensorCores tensorCores(CUdevice device, boolean emulated) {
    String asked = System.getenv().getOrDefault(TENSOR_CORES, "");
    if (asked.equals("0")) {
      return TensorCores.NONE;
    }
    int capability =
        10 * attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    boolean oldest = asked.equals(Integer.toString(Architectures.OLDEST));
    return new TensorCores(
        oldest ? Math.min(capability, Architectures.OLDEST) : generation(capability, emulated),
        attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN));
  }

  /** What the choice of kernels wants to know; memory moves data twice in a cycle. */
  private static Speeds speeds(CUdevice device) {
    double memory = 2 * KILOHERTZ * attribute(device, CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE);
    return new Speeds(
        KILOHERTZ * attribute(device, CU_DEVICE_ATTRIBUTE_CLOCK_RATE),
        memory * attribute(device, CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH) / Byte.SIZE,
        attribute(device, CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE));
  }

  /** Kernels for 9.0 alone may not be in the build; the emulator has its own. */
  private static int generation(int capability, boolean emulated) {
    List<String> machines = KernelImages.facts().architectures().machines();
    boolean there = emulated || machines.contains(capability + "a");
    return capability == SM90 && !there ? Architectures.OLDEST : capability;
  }

  /** The driver's handle of a device. */
  static CUdevice device(int ordinal) {
    CUdevice device = new CUdevice();
    Codes.check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet of device " + ordinal);
    return device;
  }

  private static int attribute(CUdevice device, int which) {
    int[] value = new int[1];
    Codes.check(
        JCudaDriver.cuDeviceGetAttribute(value, which, device),
        "cuDeviceGetAttribute of attribute " + which);
    return value[0];
  }

  private static String text(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.UTF_8);
    int end = all.indexOf('\0');
    return end < 0 ? all : all.substring(0, end);
  }
}
