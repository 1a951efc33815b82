package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.gradus.gpu.OutOfDeviceMemory;
import org.junit.jupiter.api.Test;

final class HostMemoryTest {
  @Test
  void linuxTellsWhatCanBeHad() {
    String told = "MemTotal:       24684092 kB\nMemFree:  1 kB\nMemAvailable:   24037776 kB\n";
    assertEquals(24_037_776L << 10, HostMemory.available(told));
    assertEquals(HostMemory.UNKNOWN, HostMemory.available("MemTotal: 24684092 kB\n"));
  }

  @Test
  void thisMachineHasSome() {
    assertTrue(HostMemory.available() > 1 << 20);
    assertTrue(HostMemory.total() > 64 << 20);
  }

  /** However much memory its driver claims. */
  @Test
  void aProcessorIsAskedForNoMoreThanTheMachineHas() {
    FoundDevice real = OpenCls.device();
    assumeTrue(real.traits().cpu(), "the first OpenCL device is no processor");
    FoundDevice unbounded = OpenCls.withMemory(real, Long.MAX_VALUE);
    try (OpenClDriver driver = OpenCls.driver(unbounded, OpenCls.ADD, OpenCls.NO_CACHE)) {
      OutOfDeviceMemory refused =
          assertThrows(
              OutOfDeviceMemory.class, () -> driver.requireFree(HostMemory.total() + (1L << 30)));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains(" in one piece, and this machine has "), message);
      assertTrue(message.endsWith("iB left"), message);
    }
  }
}
