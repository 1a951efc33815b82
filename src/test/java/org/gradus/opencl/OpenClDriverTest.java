package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.gradus.device.DeviceException;
import org.gradus.gpu.DeviceMemory;
import org.gradus.gpu.OutOfDeviceMemory;
import org.gradus.gpu.Recording;
import org.gradus.gpu.Staging;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Memory, copies and launches on a real device, and what is said when they fail. */
final class OpenClDriverTest {
  @Test
  void launchesRunInOrderOverMemoryThatBeganAsZeros() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 4 * 100);
        Recording recording =
            driver.record(
                List.of(OpenCls.add(0, 100, 1), OpenCls.add(10, 3, 0.5f)), region -> memory)) {
      recording.run();
      recording.run();
      float[] expected = new float[100];
      for (int i = 0; i < 100; i++) {
        expected[i] = i >= 10 && i < 13 ? 3 : 2;
      }
      assertArrayEquals(expected, OpenCls.read(driver, memory, 100));
    }
  }

  @Test
  void copiesGoToWhereTheyAreSent() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 40);
        Staging staging = driver.stage(16)) {
      staging.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 7);
      staging.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 1, 8);
      driver.upload(staging, memory, 12, 8);
      staging.await();
      assertArrayEquals(
          new float[] {0, 0, 0, 7, 8, 0, 0, 0, 0, 0}, OpenCls.read(driver, memory, 10));
      assertEquals(
          "a copy of 8 bytes at 36 does not fit: 40 bytes on the device, 16 on the host",
          messageOf(IllegalArgumentException.class, () -> driver.upload(staging, memory, 36, 8)));
    }
  }

  @Test
  void timesAreTheDevices() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 4 << 20);
        Recording recording =
            driver.record(List.of(OpenCls.add(0, 1 << 20, 1)), region -> memory)) {
      long[] nanoseconds = {-1};
      long before = System.nanoTime();
      recording.time(nanoseconds);
      long elapsed = System.nanoTime() - before;
      assertTrue(nanoseconds[0] > 0 && nanoseconds[0] < elapsed, nanoseconds[0] + " ns");
      assertEquals(1, OpenCls.read(driver, memory, 1)[0]);
    }
  }

  @Test
  void moreMemoryThanThereIsIsRefusedWithNumbers() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD)) {
      OutOfDeviceMemory e =
          assertThrows(OutOfDeviceMemory.class, () -> driver.allocate(1L << 50).close());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("opencl:0 cannot give 1024.00 TiB more: it has "), message);
      assertTrue(message.contains(", of which 0 bytes are taken, and at most "), message);
    }
  }

  @Test
  void whatIsTakenCounts() {
    FoundDevice device = OpenCls.device();
    long most = device.traits().largestAllocation();
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory taken = OpenCls.memory(driver, 3 << 20)) {
      OutOfDeviceMemory e =
          assertThrows(OutOfDeviceMemory.class, () -> driver.allocate(most + 1).close());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(", of which 3.00 MiB are taken, and at most "), message);
      assertEquals(3 << 20, taken.bytes());
    }
  }

  @Test
  void aLaunchThatTheDeviceRefusesIsNamedWithCallCodeKernelAndLine() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 64)) {
      int tooMany = 2 * driver.traits().maxGroup();
      Launch launch =
          OpenCls.launch(
              "add",
              Grid.groups(1, tooMany),
              new Argument.Pointer(new Place(new Region.Scratch(), 0), 4),
              new Argument.Int64(1),
              new Argument.Float32(1));
      try (Recording recording = driver.record(List.of(launch), region -> memory)) {
        String message = messageOf(DeviceException.class, recording::run);
        assertTrue(
            message.startsWith("OpenCL: clEnqueueNDRangeKernel of kernel add (1 of "), message);
        assertTrue(
            message.contains(", step %7 relu at Mnist.java:41 failed: CL_INVALID_WORK_"), message);
      }
    }
  }

  @Test
  void argumentsThatDoNotFitTheKernelAreNamed() {
    try (OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
        DeviceMemory memory = OpenCls.memory(driver, 64)) {
      Argument pointer = new Argument.Pointer(new Place(new Region.Scratch(), 0), 4);
      Launch few = OpenCls.launch("add", Grid.groups(1, 1), pointer, new Argument.Int64(1));
      assertTrue(
          messageOf(DeviceException.class, () -> driver.record(List.of(few), r -> memory).close())
              .contains("takes 4 arguments, a pointer counting as two, and was given 3"));
      Launch narrow =
          OpenCls.launch(
              "add", Grid.groups(1, 1), pointer, new Argument.Int32(1), new Argument.Float32(1));
      String message =
          messageOf(
              DeviceException.class, () -> driver.record(List.of(narrow), r -> memory).close());
      assertTrue(message.contains("clSetKernelArg 2 to Int32[value=1] of kernel add"), message);
      assertTrue(message.contains("CL_INVALID_ARG_SIZE"), message);
      Launch unknown = OpenCls.launch("subtract", Grid.groups(1, 1));
      message =
          messageOf(
              DeviceException.class, () -> driver.record(List.of(unknown), r -> memory).close());
      assertTrue(message.contains("clCreateKernel of subtract"), message);
      assertTrue(message.contains("CL_INVALID_KERNEL_NAME"), message);
      assertEquals(1, driver.open(), "only the memory is left open");
    }
  }

  @Test
  void aKernelThatDoesNotBuildIsShownWithItsLine() {
    String source =
        """
        #line 1 "broken.cl"
        #line 1 "device.h"
        #define ONE 1
        #line 2 "broken.cl"
        __kernel void add(__global float *x) {
          x[0] = ONE + missing;
        }
        """;
    try (OpenClDriver driver = OpenCls.driver(source)) {
      Launch launch = OpenCls.launch("add", Grid.groups(1, 1));
      String message =
          messageOf(
              DeviceException.class,
              () ->
                  driver
                      .record(
                          List.of(launch),
                          region -> {
                            throw new AssertionError(region);
                          })
                      .close());
      assertTrue(
          message.contains("had: OpenCL: test.cl does not build with -cl-std=CL1.2"), message);
      assertTrue(message.contains("CL_BUILD_PROGRAM_FAILURE (-11)"), message);
      assertTrue(message.contains("undeclared identifier 'missing'"), message);
      assertTrue(message.contains("broken.cl:3 | x[0] = ONE + missing;"), message);
      assertEquals(0, driver.open());
    }
  }

  @Test
  void closingTheDriverClosesWhatIsOpenOnIt() {
    OpenClDriver driver = OpenCls.driver(OpenCls.ADD);
    DeviceMemory memory = OpenCls.memory(driver, 64);
    Staging staging = driver.stage(64);
    Recording recording = driver.record(List.of(OpenCls.add(0, 4, 1)), region -> memory);
    recording.run();
    driver.download(memory, 0, staging, 64);
    assertEquals(3, driver.open());
    driver.close();
    assertEquals(0, driver.open());
    recording.close(); // once more, as try-with-resources would: nothing happens
    staging.close();
    memory.close();
    driver.close();
  }

  private static String messageOf(Class<? extends Exception> type, Executable action) {
    return Objects.requireNonNull(assertThrows(type, action).getMessage());
  }
}
