package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;

/** Named host values in other element types. */
final class Values {
  private Values() {}

  /** A copy of {@code values} in which {@code to} stands for {@code from}. */
  static Map<String, HostTensor> retyped(Map<String, HostTensor> values, DType from, DType to) {
    Map<String, HostTensor> copies = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            copies.put(name, as(value, value.spec().dtype() == from ? to : value.spec().dtype())));
    return copies;
  }

  /** A copy in which every float type is F64. */
  static Map<String, HostTensor> widened(Map<String, HostTensor> values) {
    Map<String, HostTensor> copies = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          DType dtype = value.spec().dtype();
          copies.put(name, as(value, dtype.isFloat() ? DType.F64 : dtype));
        });
    return copies;
  }

  /** A copy without the signs of floats. */
  static Map<String, HostTensor> magnitudes(Map<String, HostTensor> values) {
    Map<String, HostTensor> copies = new LinkedHashMap<>();
    values.forEach((name, value) -> copies.put(name, magnitudes(value)));
    return copies;
  }

  /** A copy without the signs of floats. */
  static HostTensor magnitudes(HostTensor value) {
    HostTensor copy = as(value, value.spec().dtype());
    for (int i = 0; i < copy.size() && value.spec().dtype().isFloat(); i++) {
      copy.set(i, Math.abs(copy.get(i)));
    }
    return copy;
  }

  private static HostTensor as(HostTensor value, DType dtype) {
    return HostTensor.allocate(value.spec().as(dtype)).fill(value.toDoubles());
  }
}
