package org.gradus.cuda;

import java.util.Locale;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.gradus.device.DeviceException;

/** What calls of the driver API return. */
final class Codes {
  private Codes() {}

  /** Throws unless {@code code} is success; {@code what} is the call and what it was for. */
  static void check(int code, String what) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw failed(code, what);
    }
  }

  /** The exception for a call that returned {@code code}. */
  static DeviceException failed(int code, String what) {
    String lost =
        isSticky(code) ? "; the device's context is lost, so nothing more can run on it" : "";
    return new DeviceException("CUDA: %s failed: %s%s".formatted(what, name(code), lost));
  }

  /** Name, number and meaning, such as {@code CUDA_ERROR_INVALID_VALUE (1: invalid argument)}. */
  static String name(int code) {
    String[] name = new String[1];
    String[] meaning = new String[1];
    boolean known =
        JCudaDriver.cuGetErrorName(code, name) == CUresult.CUDA_SUCCESS
            && JCudaDriver.cuGetErrorString(code, meaning) == CUresult.CUDA_SUCCESS;
    return known
        ? "%s (%d: %s)".formatted(name[0], code, meaning[0])
        : "an error that the driver does not name (%d)".formatted(code);
  }

  /** Whether all later calls on the context fail too. */
  private static boolean isSticky(int code) {
    return switch (code) {
      case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_LAUNCH_TIMEOUT,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_LAUNCH_FAILED,
          CUresult.CUDA_ERROR_ECC_UNCORRECTABLE ->
          true;
      default -> false;
    };
  }

  /** A number of the driver's, such as 12060, as a version, such as 12.6. */
  static String version(int number) {
    return String.format(Locale.ROOT, "%d.%d", number / 1000, number % 1000 / 10);
  }
}
