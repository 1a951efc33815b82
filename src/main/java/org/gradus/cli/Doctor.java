package org.gradus.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gradus.data.Mnist;
import org.gradus.device.Backend;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.gradus.device.Particular;

/** Looks at what Gradus needs and tells what is there, what is not, and what to do about it. */
final class Doctor {
  private static final String NEEDED_JDK = "25.0.3";
  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final long ENOUGH_HEAP = 512L << 20;

  private final Map<String, String> environment;

  Doctor(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Returns all findings, in the order to show them. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("Gradus", Version.gradus()));
    findings.add(jdk(Runtime.version()));
    findings.add(vectors());
    findings.add(processors());
    findings.add(memory());
    for (Backend backend : Devices.backends()) {
      findings.addAll(devices(backend));
    }
    findings.addAll(new NativeParts(environment).findings());
    findings.add(data("MNIST", "mnist", Mnist.directory(Mnist.Variant.DIGITS)));
    findings.add(data("Fashion-MNIST", "fashion", Mnist.directory(Mnist.Variant.FASHION)));
    findings.add(temporaryFolder());
    return findings;
  }

  /** Returns whether {@code version} is fit for Gradus. */
  static Finding jdk(Runtime.Version version) {
    String detail =
        "%s, %s, %s"
            .formatted(version, System.getProperty("java.vendor"), System.getProperty("java.home"));
    boolean fits =
        version.feature() == 25 && version.compareTo(Runtime.Version.parse(NEEDED_JDK)) >= 0;
    return fits
        ? Finding.ok("JDK", detail)
        : Finding.problem(
            "JDK",
            detail,
            "install JDK %s or a newer 25 (https://adoptium.net) and set JAVA_HOME to it"
                .formatted(NEEDED_JDK));
  }

  private static Finding vectors() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
        ? Finding.ok("Vector API", VECTOR_MODULE + " is loaded")
        : Finding.problem(
            "Vector API",
            VECTOR_MODULE
                + " is not loaded: the CPU computes with plain loops, several times slower",
            "start Java with --add-modules " + VECTOR_MODULE + ", as ./gradus does");
  }

  private static Finding processors() {
    int count = Runtime.getRuntime().availableProcessors();
    String detail = "%d, %s".formatted(count, System.getProperty("os.arch"));
    return Finding.ok("processors", detail);
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    String detail = "Java may use " + gibibytes(heap);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      detail += " of " + gibibytes(system.getTotalMemorySize());
    }
    return heap >= ENOUGH_HEAP
        ? Finding.ok("memory", detail)
        : Finding.problem(
            "memory", detail, "give Java more: GRADUS_JAVA_OPTS=-Xmx2g ./gradus train");
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  private static List<Finding> devices(Backend backend) {
    List<Finding> findings = new ArrayList<>();
    List<DeviceInfo> devices = backend.devices();
    if (devices.isEmpty()) {
      String name = "device " + backend.name();
      findings.add(Finding.absent(name, "no such device", backend.remedy()));
    }
    for (int index = 0; index < devices.size(); index++) {
      findings.add(DeviceProof.of(backend, index, devices.get(index)));
    }
    backend.particulars().forEach(each -> findings.add(particular(backend.name(), each)));
    return findings;
  }

  /** Returns a problem for what has a remedy. */
  static Finding particular(String backend, Particular particular) {
    String name = backend + " " + particular.name();
    return particular.remedy().isEmpty()
        ? Finding.ok(name, particular.value())
        : Finding.problem(name, particular.value(), particular.remedy());
  }

  private static Finding data(String name, String option, Path folder) {
    return Mnist.missing(folder).isEmpty()
        ? Finding.ok(name, folder.toString())
        : Finding.absent(
            name,
            "not in " + folder,
            "--data %s downloads it; or --data-dir names the folder of its files"
                .formatted(option));
  }

  private static Finding temporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    return Files.isWritable(folder)
        ? Finding.ok("temporary files", folder.toString())
        : Finding.problem(
            "temporary files",
            folder + " cannot be written",
            "name another: GRADUS_JAVA_OPTS=-Djava.io.tmpdir=DIR");
  }
}
