package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;

/** Every case of the catalogue on OpenCL against the CPU, in all element types. */
class OpenClEquivalenceTest {
  @Test
  void everyCaseAgrees() {
    check(new CheckOptions("", false, CheckOptions.SEED));
  }

  /**
   * Other shapes and values: {@code -Dtests.seed} gives those of a seed that was not run before.
   */
  @Test
  void casesOfAnotherSeedAgree() {
    check(new CheckOptions("", true, Long.getLong("tests.seed", 20)));
  }

  private static void check(CheckOptions options) {
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    List<CheckRow> rows = new ArrayList<>();
    try (Device device = Devices.plain("opencl");
        Device reference = Devices.plain("cpu")) {
      new CheckRunner(device, reference, options, rows::add).run();
    }
    Set<String> failed = new TreeSet<>();
    rows.stream().filter(row -> !row.passed()).map(CheckRow::message).forEach(failed::add);
    assertEquals("", String.join("\n", failed), "seed " + options.seed());
    assertTrue(rows.size() > 500, rows.size() + " checks");
  }
}
