package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every check of every case of the quick run; -Dgradus.seed=N draws other shapes and values. */
class QuickCatalogueTest {
  private static final long SEED = Long.getLong("gradus.seed", CheckOptions.SEED);

  private static Device device = Devices.open("cpu");
  private static Device reference = Devices.open("cpu");

  @BeforeAll
  static void open() {
    System.out.println("QuickCatalogueTest: -Dgradus.seed=" + SEED + " repeats this run");
  }

  @AfterAll
  static void close() {
    device.close();
    reference.close();
  }

  @TestFactory
  Stream<DynamicTest> catalogue() {
    return OpCases.quick(SEED).stream()
        .map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
  }

  private static void check(OpCase one) {
    List<CheckRow> rows = new ArrayList<>();
    new CheckRunner(device, reference, new CheckOptions("", true, SEED), rows::add).run(one);
    for (CheckRow row : rows) {
      assertTrue(row.passed(), () -> row.check() + ": " + row.message());
      assertFalse(row.error() > row.bound(), row.check());
    }
  }
}
