package org.gradus.gpu;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.device.Debug;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Particular;
import org.gradus.device.Tuning.Found;
import org.gradus.gpu.launch.Traits;
import org.gradus.gpu.launch.TunedProducts;
import org.jspecify.annotations.Nullable;

/**
 * The table of measured matrix products that a device goes by: the user's own, beside the cache of
 * built kernels, or the file that {@code GRADUS_TUNED} names; none if that is 0.
 *
 * <p>A table of another device, driver or Gradus, and a damaged one, is not used, and said to be
 * so; where it was asked for by name that is an error, unless it is of another model: that device
 * may be there, too.
 */
public final class TunedFile {
  static final String VARIABLE = "GRADUS_TUNED";

  private static final String OFF = "0";
  private static final int NAME = 16;
  private static final String AGAIN = "measure again: gradus tune";

  private final @Nullable Path file;
  private final @Nullable TunedTable table;
  private final Fit fit;
  private final String problem;

  /** Whether a table says something of a device. */
  private enum Fit {
    /** It does, or there is none. */
    FITS,
    /** It was measured on a device of another model, which may be beside this one. */
    OTHER_MODEL,
    /** It was measured with another driver or Gradus. */
    OUTDATED,
    /** It cannot be read. */
    DAMAGED
  }

  private TunedFile(@Nullable Path file, @Nullable TunedTable table, Fit fit, String problem) {
    this.file = file;
    this.table = table;
    this.fit = fit;
    this.problem = problem;
  }

  private static TunedFile usable(@Nullable Path file, @Nullable TunedTable table) {
    return new TunedFile(file, table, Fit.FITS, "");
  }

  /**
   * That of {@code device}; what is wrong with it is told on standard error.
   *
   * @throws DeviceException if a file was asked for by name and is damaged or outdated
   */
  static TunedFile of(DeviceInfo device, Map<String, String> environment) {
    TunedFile found = find(device, environment);
    if (found.fit == Fit.FITS) {
      return found;
    }
    String message = "%s: %s is not used: %s".formatted(device.id(), found.file, found.problem);
    boolean named = !named(environment).isEmpty();
    if (named && found.fit != Fit.OTHER_MODEL) {
      throw new DeviceException("%s (%s)".formatted(message, VARIABLE));
    }
    if (named) {
      Debug.tell("%s (%s)".formatted(message, VARIABLE));
    } else if (found.fit == Fit.DAMAGED || Debug.tells(1)) {
      Debug.tell(message + "; " + AGAIN);
    }
    return found;
  }

  private static String named(Map<String, String> environment) {
    return environment.getOrDefault(VARIABLE, "").strip();
  }

  private static TunedFile find(DeviceInfo device, Map<String, String> environment) {
    String named = named(environment);
    if (named.equals(OFF)) {
      return usable(null, null);
    }
    Path file = named.isEmpty() ? place(device, environment) : path(named);
    if (file == null || (named.isEmpty() && !Files.exists(file))) {
      return usable(file, null);
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      TunedTable table = TunedTable.parse(text);
      return compared(file, table, TunedTable.Identity.of(device));
    } catch (TunedTable.Unreadable e) {
      return new TunedFile(file, null, Fit.DAMAGED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new TunedFile(file, null, Fit.DAMAGED, unreadable(file, e));
    }
  }

  private static TunedFile compared(Path file, TunedTable table, TunedTable.Identity here) {
    String other = table.identity().differenceFrom(here);
    if (other.isEmpty()) {
      return usable(file, table);
    }
    boolean model = !table.identity().device().equals(here.device());
    return new TunedFile(file, null, model ? Fit.OTHER_MODEL : Fit.OUTDATED, other);
  }

  private static String unreadable(Path file, IOException e) {
    if (!Files.exists(file)) {
      return "there is no such file";
    }
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return e instanceof CharacterCodingException
        ? "it is damaged: it is not text"
        : "it cannot be read: " + e.getMessage();
  }

  private static Path path(String named) {
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw new DeviceException("%s is neither 0 nor a file: %s".formatted(VARIABLE, named), e);
    }
  }

  /** Where the table of {@code device} belongs; null if no folder of the user's is known. */
  static @Nullable Path place(DeviceInfo device, Map<String, String> environment) {
    String backend = device.id().replaceFirst(":.*", "");
    Path folder = BinaryCache.folder(backend, environment);
    String key = BinaryCache.key(device.hardware().model(), device.hardware().driver());
    return folder == null ? null : folder.resolve("tuned-" + key.substring(0, NAME) + ".txt");
  }

  /** These traits with the table's choices, unless they bring their own. */
  Traits in(Traits traits) {
    boolean own = !traits.tuned().equals(TunedProducts.NONE);
    return own || table == null ? traits : traits.withTuned(table.products());
  }

  /** What the table holds. */
  List<Found> found() {
    return table == null ? List.of() : table.found();
  }

  /** What to tell people of the table of {@code device}. */
  public static Particular describe(DeviceInfo device, Map<String, String> environment) {
    String name = "tuned products of " + device.id();
    if (named(environment).equals(OFF)) {
      return new Particular(name, "not used, as %s=0 says".formatted(VARIABLE), "");
    }
    TunedFile found = find(device, environment);
    if (found.fit != Fit.FITS) {
      boolean elsewhere = found.fit == Fit.OTHER_MODEL && !named(environment).isEmpty();
      String value = "%s is not used: %s".formatted(found.file, found.problem);
      return new Particular(name, value, elsewhere ? "" : AGAIN);
    }
    if (found.table == null) {
      return new Particular(name, "none: a model chooses kernels; gradus tune measures them", "");
    }
    int count = found.table.found().size();
    String products = count == 1 ? "1 product" : count + " products";
    return new Particular(name, "%s in %s".formatted(products, found.file), "");
  }
}
