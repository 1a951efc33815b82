package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.pass.Precision;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;

final class PrecisionCheckTest {
  private static String told(String device, Precision precision) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try (Device opened = Devices.open(device)) {
      PrecisionCheck.require(opened, precision);
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void aDeviceWithoutTf32SaysInWhatItMultiplies() {
    assertEquals("", told("cpu", Precision.TF32));
    assumeTrue(OpenClDevice.isThere(), OpenClDevice::remedy);
    assertEquals("", told("opencl", Precision.BF16));
    assertEquals(
        "opencl:0 has no TF32: products are in f32, which is more exact",
        told("opencl", Precision.TF32));
  }
}
