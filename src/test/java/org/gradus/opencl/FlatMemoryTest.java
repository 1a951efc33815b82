package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gradus.gpu.Bytes;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Staging;
import org.junit.jupiter.api.Test;

/** Ten thousand steps take no more memory than the first hundred. */
final class FlatMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int RUNS = 10_000;
  private static final int BATCH = 100;

  @Test
  void runsAndCopiesLeaveNothingBehind() throws IOException {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 4096);
        Staging staging = driver.stage(4096);
        Recording recording =
            driver.record(
                List.of(OpenCls.add(0, 64, 1), OpenCls.add(64, 64, 1)), region -> memory)) {
      int warmUps = 0;
      while (allocatedInRuns(driver, recording, memory, staging) > 0 && warmUps < 20) {
        warmUps++; // calls into C make objects until they are compiled
      }
      int open = driver.open();
      long resident = resident();
      long heap = allocatedInRuns(driver, recording, memory, staging);
      long grown = resident() - resident;
      assertEquals(open, driver.open());
      assertTrue(heap < RUNS, "bytes of Java's heap: " + heap); // not one object a run
      assertTrue(grown < 8L << 20, "the process grew by " + Bytes.describe(grown));
      assertEquals((warmUps + 2) * RUNS, OpenCls.read(driver, memory, 128)[127]);
    }
  }

  @Test
  void recordingsThatAreClosedLeaveNothingBehind() throws IOException {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 4096)) {
      recordings(driver, memory, 500);
      long resident = resident();
      recordings(driver, memory, 2000);
      long grown = resident() - resident;
      assertEquals(1, driver.open());
      assertTrue(grown < 32L << 20, "the process grew by " + Bytes.describe(grown));
    }
  }

  private static void recordings(OpenClDriver driver, DeviceMemory memory, int count) {
    for (int i = 0; i < count; i++) {
      try (Staging staging = driver.stage(1 << 20);
          DeviceMemory more = OpenCls.memory(driver, 1 << 20);
          Recording recording = driver.record(List.of(OpenCls.add(0, 4, 1)), region -> memory)) {
        driver.upload(staging, more, 0, 1 << 20);
        recording.run();
      }
    }
  }

  /** Bytes of Java's heap that ten thousand runs, with a copy after each hundred, took. */
  private static long allocatedInRuns(
      OpenClDriver driver, Recording recording, DeviceMemory memory, Staging staging) {
    long before = heap();
    for (int i = 1; i <= RUNS; i++) {
      recording.run();
      if (i % BATCH == 0) {
        driver.download(memory, 0, staging, 4096);
        staging.await();
      }
    }
    return heap() - before;
  }

  private static long heap() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
        ? threads.getCurrentThreadAllocatedBytes()
        : 0;
  }

  private static long resident() throws IOException {
    assumeTrue(Files.isReadable(STATUS), "the size of the process is read from " + STATUS);
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
