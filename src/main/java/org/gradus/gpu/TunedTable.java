package org.gradus.gpu;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.gradus.device.BuildVersion;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Tuning.Found;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.KernelSources;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.TunedProducts;

/**
 * A table of measured matrix products as text: what it was measured on, a line for each product,
 * and the SHA-256 of all that, so that a damaged table is known for one.
 *
 * @param identity what it was measured on
 * @param found what was found of each product
 */
record TunedTable(Identity identity, List<Found> found) {
  private static final String FIRST = "gradus-tuned-1";
  private static final String LAST = "sha256 ";
  private static final int FIELDS = 4;

  /** Keeps an unmodifiable copy. */
  TunedTable {
    found = List.copyOf(found);
  }

  /** Why a text is no table. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  /**
   * What measurements hold for.
   *
   * @param device the device's model
   * @param driver the version of its driver
   * @param gradus the version of Gradus
   * @param kernels what identifies the sources of the kernels that multiply
   */
  record Identity(String device, String driver, String gradus, String kernels) {
    private static final List<String> NAMES = List.of("device", "driver", "gradus", "kernels");

    /** That of {@code device} with this Gradus. */
    static Identity of(DeviceInfo device) {
      return new Identity(
          device.hardware().model(), device.hardware().driver(), BuildVersion.text(), sources());
    }

    private static String sources() {
      Set<String> parts = new LinkedHashSet<>();
      for (Program program : KernelLibrary.cuda().programs()) {
        if (program.file().contains("matmul")) {
          parts.add(program.line());
          parts.add(KernelSources.text(program));
        }
      }
      return BinaryCache.key(parts.toArray(String[]::new));
    }

    private List<String> values() {
      return List.of(device, driver, gradus, kernels);
    }

    /** What is another here than there, for people; empty if nothing is. */
    String differenceFrom(Identity other) {
      for (int i = 0; i < NAMES.size(); i++) {
        if (!values().get(i).equals(other.values().get(i))) {
          return i == NAMES.size() - 1
              ? "it was measured with other kernels"
              : "it was measured with %s %s, and this is %s"
                  .formatted(NAMES.get(i), values().get(i), other.values().get(i));
        }
      }
      return "";
    }
  }

  /** The choices. */
  TunedProducts products() {
    TreeMap<String, String> titles = new TreeMap<>();
    found.forEach(each -> titles.put(each.product(), each.title()));
    return new TunedProducts(titles, "");
  }

  /** The table as it is written. */
  String text() {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    for (int i = 0; i < Identity.NAMES.size(); i++) {
      text.append(Identity.NAMES.get(i)).append(' ').append(identity.values().get(i)).append('\n');
    }
    for (Found each : found) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s\t%s\t%.0f\t%.0f\n",
              each.product(),
              each.title(),
              each.nanoseconds(),
              each.model()));
    }
    return text + LAST + BinaryCache.key(text.toString()) + "\n";
  }

  /**
   * Reads a table.
   *
   * @throws Unreadable if it is damaged, or none; the message says how
   */
  static TunedTable parse(String text) throws Unreadable {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(FIRST)) {
      throw new Unreadable("it does not begin with " + FIRST);
    }
    int end = text.lastIndexOf(LAST);
    if (end < 0
        || !text.substring(end).equals(LAST + BinaryCache.key(text.substring(0, end)) + "\n")) {
      throw new Unreadable("it is damaged: its last line does not fit what stands above");
    }
    List<String> values = new ArrayList<>();
    for (String name : Identity.NAMES) {
      String line = lines.size() > values.size() + 1 ? lines.get(values.size() + 1) : "";
      if (!line.startsWith(name + " ")) {
        throw new Unreadable("line %d does not name the %s".formatted(values.size() + 2, name));
      }
      values.add(line.substring(name.length() + 1));
    }
    Identity identity = new Identity(values.get(0), values.get(1), values.get(2), values.get(3));
    List<Found> found = new ArrayList<>();
    for (int i = Identity.NAMES.size() + 1; i < lines.size() - 1; i++) {
      found.add(entry(lines.get(i), i + 1));
    }
    return new TunedTable(identity, found);
  }

  private static Found entry(String line, int number) throws Unreadable {
    String[] fields = line.split("\t", -1);
    try {
      if (fields.length == FIELDS) {
        return new Found(
            fields[0], fields[1], Double.parseDouble(fields[2]), Double.parseDouble(fields[3]));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new Unreadable(
        "line %d is not product, kernel and two times: '%s'".formatted(number, line));
  }
}
