package org.gradus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What users write against made-up devices. */
final class DeviceSelectionTest {
  private static final DeviceInfo CPU = new DeviceInfo("cpu", "a processor", 0);
  private static final DeviceInfo H200 =
      new DeviceInfo("opencl:0", "NVIDIA H200, NVIDIA CUDA", 0, DeviceRank.GPU);
  private static final DeviceInfo H100 =
      new DeviceInfo("opencl:1", "NVIDIA H100, NVIDIA CUDA", 0, DeviceRank.GPU);
  private static final DeviceInfo POCL =
      new DeviceInfo("opencl:2", "EPYC, PoCL", 0, DeviceRank.PROCESSOR_BY_DRIVER);

  private static final Backend PLAIN = new Made("cpu", DeviceRank.PROCESSOR, List.of(CPU));
  private static final Backend OPENCL =
      new Made("opencl", DeviceRank.GPU, List.of(H200, H100, POCL));

  private record Made(String name, DeviceRank highestRank, List<DeviceInfo> devices)
      implements Backend {
    @Override
    public String remedy() {
      return devices.isEmpty() ? "buy one" : "";
    }

    @Override
    public Device open(int index) {
      throw new AssertionError("selected devices stay closed");
    }
  }

  @Test
  void autoTakesAGpuBeforeTheProcessorAndThatBeforeOneBehindADriver() {
    assertEquals("opencl:0: a GPU", auto(OPENCL, PLAIN));
    Backend pocl = new Made("opencl", DeviceRank.GPU, List.of(POCL));
    assertEquals("cpu: no GPU was found", auto(pocl, PLAIN));
    assertEquals("opencl:2: there is nothing else", auto(pocl));
    Backend cuda =
        new Made(
            "cuda",
            DeviceRank.GPU_BY_VENDOR,
            List.of(new DeviceInfo("cuda", "H200", 0, DeviceRank.GPU_BY_VENDOR)));
    assertEquals("cuda: a GPU, through its vendor's library", auto(cuda, OPENCL, PLAIN));
    assertEquals(
        "there is no device at all",
        assertThrows(DeviceException.class, () -> DeviceSelection.auto(List.of())).getMessage());
  }

  @Test
  void autoSaysWhyItTookNoneOfAnotherKind() {
    Backend reserved =
        new Backend() {
          @Override
          public String name() {
            return "cuda";
          }

          @Override
          public DeviceRank highestRank() {
            return DeviceRank.GPU_BY_VENDOR;
          }

          @Override
          public List<DeviceInfo> devices() {
            return List.of(new DeviceInfo("cuda:0", "H200", 0, DeviceRank.PROCESSOR_BY_DRIVER));
          }

          @Override
          public String remedy() {
            return "";
          }

          @Override
          public String reservation() {
            return "no kernels for it";
          }

          @Override
          public Device open(int index) {
            throw new AssertionError("selected devices stay closed");
          }
        };
    assertEquals("opencl:0: a GPU; not cuda: no kernels for it", auto(reserved, OPENCL, PLAIN));
    assertEquals("cpu: no GPU was found; not cuda: no kernels for it", auto(reserved, PLAIN));
    assertEquals("cuda:0: there is nothing else", auto(reserved));
  }

  @Test
  void autoAsksNoBackendThatCannotHaveABetterDevice() {
    Backend asked = new Made("cpu", DeviceRank.PROCESSOR, List.of(CPU));
    Backend worse =
        new Backend() {
          @Override
          public String name() {
            return "opencl";
          }

          @Override
          public DeviceRank highestRank() {
            return DeviceRank.PROCESSOR_BY_DRIVER;
          }

          @Override
          public List<DeviceInfo> devices() {
            throw new AssertionError("its library would be opened");
          }

          @Override
          public String remedy() {
            return "";
          }

          @Override
          public Device open(int index) {
            throw new AssertionError();
          }
        };
    assertEquals("cpu: no GPU was found", auto(asked, worse));
  }

  @Test
  void devicesAreNamedByIndexOrPartOfTheirDescription() {
    assertEquals("opencl:0", named("opencl"));
    assertEquals("opencl:1", named("opencl:1"));
    assertEquals("opencl:0", named("opencl:h200"));
    assertEquals("opencl:2", named("opencl:pocl"));
  }

  @Test
  void namesThatFitNoneOrSeveralAreErrors() {
    String all =
        "opencl:0 (NVIDIA H200, NVIDIA CUDA), opencl:1 (NVIDIA H100, NVIDIA CUDA), opencl:2 (EPYC,"
            + " PoCL)";
    assertEquals("device 'opencl:3' does not exist: there are " + all, refusal("opencl:3"));
    assertEquals("device 'opencl:amd' does not exist: there are " + all, refusal("opencl:amd"));
    assertEquals("device 'opencl:' does not exist: there are " + all, refusal("opencl:"));
    assertEquals(
        "device 'opencl:nvidia' could be any of opencl:0 (NVIDIA H200, NVIDIA CUDA), opencl:1"
            + " (NVIDIA H100, NVIDIA CUDA)",
        refusal("opencl:nvidia"));
    Backend none = new Made("opencl", DeviceRank.GPU, List.of());
    assertEquals(
        "device 'opencl:pocl' is not there: buy one",
        assertThrows(DeviceException.class, () -> DeviceSelection.named(none, "opencl:pocl"))
            .getMessage());
  }

  private static String auto(Backend... backends) {
    DeviceSelection choice = DeviceSelection.auto(List.of(backends));
    return choice.info().id() + ": " + choice.reason();
  }

  private static String named(String name) {
    return DeviceSelection.named(OPENCL, name).info().id();
  }

  private static String refusal(String name) {
    return String.valueOf(
        assertThrows(DeviceException.class, () -> DeviceSelection.named(OPENCL, name))
            .getMessage());
  }
}
