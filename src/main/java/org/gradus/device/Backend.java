package org.gradus.device;

import java.util.List;

/** A kind of device, such as {@code cpu}; found through {@link java.util.ServiceLoader}. */
public interface Backend {
  /** The word users choose the backend by. */
  String name();

  /**
   * The highest rank a device of this kind could have on this machine. It is told without opening a
   * library, so that {@code auto} opens none in vain; there may turn out to be no such device.
   */
  DeviceRank highestRank();

  /** The devices of this kind that are there, by index; never fails. */
  List<DeviceInfo> devices();

  /** Why there is no device and what to do about it, if {@link #devices} is empty; else empty. */
  String remedy();

  /**
   * Why {@code auto} takes no device of this kind, for people; empty if there is nothing to say. It
   * is asked after the choice, and opens no library that the choice did not need.
   */
  default String reservation() {
    return "";
  }

  /** What else people may want to know, in the order to show it. */
  default List<Particular> particulars() {
    return List.of();
  }

  /**
   * Opens the device at {@code index} of {@link #devices}.
   *
   * @throws DeviceException if it cannot be opened
   */
  Device open(int index);

  /**
   * As {@link #open(int)}, to compute as {@code options} say. Here a device has its own kernels and
   * no others.
   *
   * @throws DeviceException if the device cannot do what is asked for; nothing else is done instead
   */
  default Device open(int index, DeviceOptions options) {
    return switch (options.gemm()) {
      case AUTO, OWN -> open(index);
      case CUBLAS ->
          throw new DeviceException(
              "device '%s' has no cuBLAS, only kernels of its own: cuBLAS goes with CUDA devices"
                  .formatted(devices().get(index).id()));
    };
  }
}
