package org.gradus.train;

import java.util.List;
import java.util.stream.Collectors;
import org.gradus.device.Debug;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.pass.Precision;

/** Whether a device can compute in a precision. */
final class PrecisionCheck {
  private PrecisionCheck() {}

  /**
   * Checks that {@code device} holds the numbers that {@code precision} is made of, and tells where
   * it multiplies in more exact ones.
   *
   * @throws DeviceException if it does not; the message names the device and what it has
   */
  static void require(Device device, Precision precision) {
    DType narrow = precision.narrow();
    if (narrow != null && !device.capabilities().dtypes().contains(narrow)) {
      throw new DeviceException(
          "%s (%s) has no %s, which precision %s needs; it has %s"
              .formatted(
                  device.info().id(),
                  device.info().description(),
                  narrow,
                  precision,
                  device.capabilities().dtypes().stream()
                      .sorted()
                      .map(DType::toString)
                      .collect(Collectors.joining(", "))));
    }
    if (precision == Precision.TF32 && !multipliesInTf32(device)) {
      Debug.tell(device.info().id() + " has no TF32: products are in f32, which is more exact");
    }
  }

  private static boolean multipliesInTf32(Device device) {
    TensorSpec matrix = TensorSpec.of(DType.F32, 1, 1);
    Contract.MatMul product = new Contract.MatMul(false, false, Contract.Form.TF32);
    return device.capabilities().kernels().supports(product, List.of(matrix, matrix));
  }
}
