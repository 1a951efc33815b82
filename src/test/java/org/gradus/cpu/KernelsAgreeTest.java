package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast kernels against the reference kernels, and against themselves on other threads. */
class KernelsAgreeTest {
  static List<KernelCases.Case> cases() {
    return KernelCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withTheReference(KernelCases.Case one) {
    Map<String, HostTensor> inputs = Cpus.random(one.graph(), 11);
    try (Device fast = Cpus.fast(2);
        Device reference = Cpus.reference()) {
      Map<String, HostTensor> expected = Cpus.run(reference, one.graph(), inputs);
      Cpus.run(fast, one.graph(), inputs)
          .forEach(
              (name, actual) ->
                  near(name, Objects.requireNonNull(expected.get(name)), actual, one.slack()));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitForBitOnAnyNumberOfThreadsWithAndWithoutVectors(KernelCases.Case one) {
    Map<String, HostTensor> inputs = Cpus.random(one.graph(), 12);
    try (Device single = Cpus.fast(1)) {
      Map<String, HostTensor> expected = Cpus.run(single, one.graph(), inputs);
      for (Device other : List.of(Cpus.fast(2), Cpus.fast(3), Cpus.plain())) {
        try (other) {
          Cpus.run(other, one.graph(), inputs)
              .forEach(
                  (name, actual) -> same(name, Objects.requireNonNull(expected.get(name)), actual));
        }
      }
    }
  }

  static void same(String name, HostTensor expected, HostTensor actual) {
    assertArrayEquals(expected.toDoubles(), actual.toDoubles(), name);
  }

  /** Within {@code slack} units of roundoff of the largest value's size. */
  static void near(String name, HostTensor expected, HostTensor actual, double slack) {
    assertEquals(expected.spec(), actual.spec());
    DType dtype = actual.spec().dtype();
    double largest = 1;
    for (double value : expected.toDoubles()) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    double tolerance = 4 * slack * largest * dtype.epsilon();
    for (int i = 0; i < actual.size(); i++) {
      double wanted = expected.get(i);
      double got = actual.get(i);
      boolean agrees =
          Double.isFinite(wanted)
              ? Math.abs(wanted - got) <= tolerance
              : Double.compare(wanted, got) == 0;
      int at = i;
      assertTrue(
          agrees, () -> "%s[%d]: %s, not %s within %s".formatted(name, at, got, wanted, tolerance));
    }
  }
}
