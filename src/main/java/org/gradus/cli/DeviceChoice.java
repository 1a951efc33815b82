package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Backend;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Gemm;
import picocli.CommandLine.Model.OptionSpec;

/** The devices the command line can name, and how they are to compute. */
final class DeviceChoice {
  private DeviceChoice() {}

  /** Returns the option {@code --gemm}, which every command has that computes on a device. */
  static OptionSpec gemm() {
    return Options.value(
        "--gemm",
        String.join("|", Gemm.words()),
        "Whose kernels multiply matrices: cublas is NVIDIA's library, on CUDA devices. auto if not"
            + " said, which is own until there are measurements to choose by.");
  }

  /** Reads how the device is to compute. */
  static DeviceOptions options(Arguments arguments) {
    return new DeviceOptions(Gemm.of(arguments.choice("--gemm", Gemm.AUTO.word(), Gemm.words())));
  }

  /** Refuses a name that no device could have; one that is not there is refused on opening. */
  static void check(String name) {
    List<String> names = new ArrayList<>(List.of("auto"));
    Devices.backends().stream().map(Backend::name).sorted().forEach(names::add);
    String kind = name.replaceFirst(":.*", "");
    if (!names.contains(kind) || name.startsWith("auto:")) {
      throw new UsageException(
          "--device must be one of %s; got %s".formatted(String.join(", ", names), name));
    }
  }
}
