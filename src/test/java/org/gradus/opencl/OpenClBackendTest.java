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
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.Bytes;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
      Plan plan = Planner.plan(graph, device.capabilities().memory());
      String message = messageOf(() -> device.load(plan, store).close());
      long peak = plan.scratchBytes();
      assertTrue(peak >= most, "one tensor alone is larger than a piece can be");
      assertTrue(message.startsWith("opencl:0: the plan needs "), message);
      assertTrue(
          message.contains(", its peak of %s and ".formatted(Bytes.describe(peak))), message);
      assertTrue(message.contains("opencl:0 cannot give "), message);
      assertTrue(message.contains("f32[%d, 1024] of input x".formatted(rows)), message);
    }
  }

  /** Each piece could be had, all of them together could not. */
  @Test
  void theTotalIsLookedAtBeforeAnythingIsTaken() {
    FoundDevice real = OpenCls.device();
    long megabyte = 1 << 20;
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 4, (int) megabyte);
    TensorSpec spec = TensorSpec.of(DType.F32, 4, (int) megabyte);
    graph.output("y", x.add(parameter(graph, "w", spec)).relu());
    Graph large = new Graph();
    for (String name : List.of("a", "b", "c")) {
      large.output("y" + name, parameter(large, name, spec));
    }
    OpenClBackend backend =
        new OpenClBackend(new Devices(OpenCls.withMemory(real, 40 * megabyte)), OpenCls.NO_CACHE);
    try (Device device = backend.open(0)) {
      String message = messageOf(() -> device.allocate(large.variables()).close());
      assertTrue(
          message.startsWith(
              "opencl:0: the model's variables need 48.00 MiB and do not fit: opencl:0 cannot give"
                  + " 48.00 MiB more: it has 40.00 MiB, of which 0 bytes are taken, and at most "),
          message);
      assertTrue(
          message.endsWith(
              "; the largest are a f32[4, 1048576] (16.00 MiB), b f32[4, 1048576] (16.00 MiB), c"
                  + " f32[4, 1048576] (16.00 MiB)"),
          message);
      try (VariableStore store = device.allocate(graph.variables())) {
        message = messageOf(() -> device.compile(graph, store).close());
      }
      assertTrue(
          message.startsWith(
              "opencl:0: the plan needs 32.00 MiB, its peak of 32.00 MiB and 16 bytes for its"
                  + " kernels, beside 16.00 MiB of variables, and does not fit: opencl:0 cannot"
                  + " give 32.00 MiB more: it has 40.00 MiB, of which 16.00 MiB are taken"),
          message);
      assertTrue(
          message.contains("; the largest tensors are f32[4, 1048576] of input x ("), message);
      assertTrue(message.endsWith("; a smaller batch needs less"), message);
    }
  }

  private static Tensor parameter(Graph graph, String name, TensorSpec spec) {
    return graph.read(graph.variables().declare(name, spec, Role.PARAMETER, Initial.ZEROS));
  }

  private static String messageOf(Executable action) {
    return String.valueOf(assertThrows(DeviceException.class, action).getMessage());
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
