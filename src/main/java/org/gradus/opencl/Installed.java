package org.gradus.opencl;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.Traits;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;

/** The devices of the OpenCL drivers that are installed on this machine. */
final class Installed implements Listing {
  private static final String INFO = "clGetDeviceInfo";

  private String remedy = "";

  @Override
  public boolean mayHaveGpu() {
    return GpuSigns.seen();
  }

  @Override
  public List<FoundDevice> devices() {
    if (!Loader.problem().isEmpty()) {
      remedy = "the OpenCL library does not load (" + Loader.problem() + "): " + WhatToInstall.ALL;
      return List.of();
    }
    List<FoundDevice> found = new ArrayList<>();
    try {
      for (long platform : platforms()) {
        addDevices(platform, found);
      }
    } catch (DeviceException e) {
      remedy = e.getMessage() + ": " + WhatToInstall.DRIVER;
      return List.of();
    }
    if (found.isEmpty()) {
      remedy = "the OpenCL library is there but no driver has a device: " + WhatToInstall.DRIVER;
    }
    found.sort(Comparator.comparing(device -> !device.gpu())); // stable: platforms stay in order
    return found;
  }

  @Override
  public String remedy() {
    return remedy;
  }

  private static long[] platforms() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int code = CL10.clGetPlatformIDs(null, count);
      if (code != CL10.CL_SUCCESS || count.get(0) == 0) {
        return new long[0]; // a loader without drivers says CL_PLATFORM_NOT_FOUND_KHR
      }
      PointerBuffer platforms = stack.mallocPointer(count.get(0));
      Codes.check(CL10.clGetPlatformIDs(platforms, count), "clGetPlatformIDs");
      long[] handles = new long[platforms.remaining()];
      platforms.get(handles);
      return handles;
    }
  }

  private static void addDevices(long platform, List<FoundDevice> found) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer count = stack.mallocInt(1);
      int code = CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, null, count);
      if (code != CL10.CL_SUCCESS || count.get(0) == 0) {
        return; // a platform without a device is no fault of the others
      }
      PointerBuffer devices = stack.mallocPointer(count.get(0));
      Codes.check(
          CL10.clGetDeviceIDs(platform, CL10.CL_DEVICE_TYPE_ALL, devices, count), "clGetDeviceIDs");
      for (int i = 0; i < devices.limit(); i++) {
        FoundDevice device = describe(platform, devices.get(i));
        if (isUsable(devices.get(i))) {
          PoclMethod.settle(device.platformVersion());
          found.add(device);
        }
      }
    }
  }

  private static boolean isUsable(long device) {
    Query.Getter get = Query.device(device);
    return Query.number(get, CL10.CL_DEVICE_AVAILABLE, INFO) != 0
        && Query.number(get, CL10.CL_DEVICE_COMPILER_AVAILABLE, INFO) != 0;
  }

  /** What the device prefers, where it is a size that there is. */
  private static int lanes(Query.Getter get) {
    long floats = Query.number(get, CL11.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, INFO);
    return floats >= 16 ? 16 : floats >= 8 ? 8 : 4;
  }

  private static FoundDevice describe(long platform, long device) {
    Query.Getter get = Query.device(device);
    long type = Query.number(get, CL10.CL_DEVICE_TYPE, INFO);
    boolean cpu = (type & CL10.CL_DEVICE_TYPE_CPU) != 0;
    long floats = Query.number(get, CL10.CL_DEVICE_SINGLE_FP_CONFIG, INFO);
    return new FoundDevice(
        platform,
        device,
        Query.text(Query.platform(platform), CL10.CL_PLATFORM_NAME, "clGetPlatformInfo"),
        Query.text(Query.platform(platform), CL10.CL_PLATFORM_VERSION, "clGetPlatformInfo"),
        Query.text(get, CL10.CL_DEVICE_NAME, INFO),
        Query.text(get, CL10.CL_DEVICE_VERSION, INFO),
        Query.text(get, CL10.CL_DRIVER_VERSION, INFO),
        !cpu,
        Query.number(get, CL10.CL_DEVICE_GLOBAL_MEM_SIZE, INFO),
        new Traits(
            cpu,
            (int) Query.number(get, CL10.CL_DEVICE_MAX_COMPUTE_UNITS, INFO),
            (int) Query.number(get, CL10.CL_DEVICE_MAX_WORK_GROUP_SIZE, INFO),
            Query.number(get, CL10.CL_DEVICE_LOCAL_MEM_SIZE, INFO),
            Query.number(get, CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE, INFO),
            cpu ? lanes(get) : 1),
        (floats & CL12.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0);
  }
}
