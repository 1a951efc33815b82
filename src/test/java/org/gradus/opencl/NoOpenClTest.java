package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.device.Backend;
import org.gradus.device.DeviceException;
import org.gradus.device.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines without OpenCL, played by processes that are told not to find it. */
final class NoOpenClTest {
  @TempDir Path folder;

  @Test
  void withoutALoaderTheRemedyNamesIt() throws Exception {
    String output = run(List.of("-Dorg.lwjgl.opencl.libname=libNowhere.so.7"), Map.of());
    assertTrue(output.startsWith("0 devices: the OpenCL library does not load ("), output);
    assertTrue(output.contains("libNowhere.so.7"), output);
    assertTrue(
        output.contains(
            "): install an OpenCL loader (Debian, Ubuntu: apt-get install ocl-icd-libopencl1), and"
                + " install the driver of the GPU's vendor, or PoCL to run OpenCL on the processor"
                + " (Debian, Ubuntu: apt-get install pocl-opencl-icd)\n"),
        output);
    assertTrue(
        output.contains("\ndevice 'opencl:0' is not there: the OpenCL library does not"), output);
    assertEquals(2, output.lines().count(), output);
  }

  @Test
  void withoutADriverTheRemedyNamesOne() throws Exception {
    OpenCls.device(); // the loader, which looks for drivers where its environment says
    Map<String, String> nowhere =
        Map.of("OCL_ICD_VENDORS", folder.toString(), "OCL_ICD_FILENAMES", "");
    String output = run(List.of(), nowhere);
    assertTrue(
        output.startsWith(
            "0 devices: the OpenCL library is there but no driver has a device: install the driver"
                + " of the GPU's vendor, or PoCL to run OpenCL on the processor (Debian, Ubuntu:"
                + " apt-get install pocl-opencl-icd)\n"),
        output);
    assertEquals(2, output.lines().count(), output);
  }

  /** Opening the libraries takes longer than all else that Gradus does before it trains. */
  @Test
  void autoOpensNoLibraryWhereNoGpuIs() throws Exception {
    assumeFalse(GpuSigns.seen(), "this machine shows a GPU");
    Path log = folder.resolve("classes");
    run(List.of("-Xlog:class+load:file=" + log, "-Dauto=true"), Map.of());
    List<String> classes = Files.readAllLines(log);
    assertTrue(classes.stream().anyMatch(line -> line.contains("org.gradus.opencl.OpenClBackend")));
    assertFalse(classes.stream().anyMatch(line -> line.contains("org.lwjgl.")));
  }

  private static String run(List<String> options, Map<String, String> environment)
      throws IOException, InterruptedException {
    return OtherProcess.output(Asking.class, options, environment);
  }

  /** What a user without OpenCL asks for. */
  static final class Asking {
    private Asking() {}

    /** Prints why there is no device, twice; or only asks what auto would take. */
    public static void main(String[] arguments) {
      if (Boolean.getBoolean("auto")) {
        System.out.println(Devices.select("auto").info().id());
        return;
      }
      Backend backend = new OpenClBackend();
      System.out.println(backend.devices().size() + " devices: " + backend.remedy());
      try {
        Devices.open("opencl:0").close();
      } catch (DeviceException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
