package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceRank;
import org.gradus.device.Particular;
import org.gradus.device.VariableStore;
import org.gradus.gpu.Traits;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing and opening, over made-up devices and the real one. */
final class OpenClBackendTest {
  private static final FoundDevice GPU = device("H200", true);
  private static final FoundDevice PROCESSOR = device("EPYC", false);

  @Test
  void aGpuRanksAboveAProcessor() {
    OpenClBackend backend = new OpenClBackend(new Devices(GPU, PROCESSOR), OpenCls.NO_CACHE);
    assertEquals(DeviceRank.GPU, backend.highestRank());
    assertEquals(DeviceRank.GPU, backend.devices().get(0).rank());
    assertEquals(DeviceRank.PROCESSOR_BY_DRIVER, backend.devices().get(1).rank());
    assertEquals("opencl:1", backend.devices().get(1).id());
    assertEquals(
        "EPYC, PoCL, OpenCL 3.0, driver 3.1, 8 compute units, 1.50 GiB",
        backend.devices().get(1).description());
  }

  @Test
  void aDeviceThatWentAfterItWasListedIsAnError() {
    Devices devices = new Devices(GPU, PROCESSOR);
    OpenClBackend backend = new OpenClBackend(devices, OpenCls.NO_CACHE);
    assertEquals(2, backend.devices().size());
    devices.found.remove(GPU);
    assertEquals(
        "device 'opencl:1' is not there any more: OpenCL has 1 device", refusal(backend, 1));
    assertEquals(
        "device 'opencl:0' is not the one that was listed: it was %s, and is %s"
            .formatted(GPU.description(), PROCESSOR.description()),
        refusal(backend, 0));
    devices.found.clear();
    assertEquals("device 'opencl:0' is not there any more: install one", refusal(backend, 0));
    assertEquals("device 'opencl:5' is not there: install one", refusal(backend, 5));
  }

  /** OpenCL itself says so of a device whose handle it does not know. */
  @Test
  void aDeviceThatItsDriverDoesNotOpenIsAnErrorWithTheCode() {
    FoundDevice real = OpenCls.device();
    FoundDevice broken =
        new FoundDevice(
            0,
            real.device(),
            real.platformName(),
            real.platformVersion(),
            real.name(),
            real.version(),
            real.driver(),
            real.gpu(),
            real.memoryBytes(),
            real.traits(),
            real.roundsCorrectly());
    String message = refusal(new OpenClBackend(new Devices(broken), OpenCls.NO_CACHE), 0);
    assertTrue(
        message.startsWith(
            "device 'opencl:0' (%s) was listed but cannot be opened: clCreateContext failed: CL_"
                .formatted(real.name())),
        message);
  }

  @Test
  void aFolderThatKeepsNoKernelsIsToldWithARemedy(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    OpenClBackend backend = new OpenClBackend(new Devices(PROCESSOR), new BinaryCache(file));
    assertEquals(
        new Particular(
            "kernel cache",
            "%s: %s is not a folder".formatted(file, file),
            "set GRADUS_CACHE to a folder that can be written, or kernels are built in each"
                + " process"),
        backend.particulars().getLast());
  }

  @Test
  void whatWasListedOpens() {
    OpenCls.device();
    OpenClBackend backend = new OpenClBackend();
    int last = backend.devices().size() - 1;
    try (Device device = backend.open(last)) {
      assertEquals("opencl:" + last, device.info().id());
    }
    assertEquals("", backend.remedy());
  }

  @Test
  void aPlanThatDoesNotFitIsToldWithItsPeakAndLargestTensors() {
    long most = OpenCls.device().traits().largestAllocation();
    int rows = Math.toIntExact(most / 4096 + 1); // of 1024 floats
    Graph graph = new Graph();
    graph.output("y", graph.input("x", DType.F32, rows, 1024).relu());
    try (Device device = new OpenClBackend().open(0);
        VariableStore store = device.allocate(graph.variables())) {
      DeviceException e =
          assertThrows(DeviceException.class, () -> device.compile(graph, store).close());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("opencl:0 cannot give "), message);
      assertTrue(message.contains("f32[%d, 1024]".formatted(rows)), message);
    }
  }

  private static String refusal(OpenClBackend backend, int index) {
    return String.valueOf(
        assertThrows(DeviceException.class, () -> backend.open(index).close()).getMessage());
  }

  private static FoundDevice device(String name, boolean gpu) {
    return new FoundDevice(
        1,
        2,
        gpu ? "NVIDIA CUDA" : "Portable Computing Language",
        "",
        name,
        gpu ? "OpenCL 3.0 CUDA" : "OpenCL 3.0 PoCL HSTR: pthread",
        "3.1",
        gpu,
        3L << 29,
        new Traits(!gpu, 8, 1024, 1 << 15, 1L << 30, 16),
        true);
  }

  private static final class Devices implements Listing {
    final List<FoundDevice> found;

    Devices(FoundDevice... found) {
      this.found = new ArrayList<>(List.of(found));
    }

    @Override
    public boolean mayHaveGpu() {
      return found.contains(GPU);
    }

    @Override
    public List<FoundDevice> devices() {
      return List.copyOf(found);
    }

    @Override
    public String remedy() {
      return found.isEmpty() ? "install one" : "";
    }
  }
}
