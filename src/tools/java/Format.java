import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or rewrites the format of Java sources: {@code Format STAMP check|write FOLDER...}.
 *
 * <p>Runs from source, so the build needs no compiled tool. The stamp is a file whose time is that
 * of the last run that found everything in order; files older than it are not read again.
 */
final class Format {
  private static final String HINT = "format them with: ./mvnw -q -Pformat initialize";

  private Format() {}

  /** Exits with status 1 when {@code check} finds a file that is not formatted. */
  public static void main(String[] arguments) throws IOException, FormatterException {
    Path stamp = Path.of(arguments[0]);
    boolean write = arguments[1].equals("write");
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    List<Path> different = new ArrayList<>();
    for (Path file : changedSince(stamp, List.of(arguments).subList(2, arguments.length))) {
      String source = Files.readString(file);
      String formatted = format(file, source);
      if (!formatted.equals(source)) {
        different.add(file);
        if (write) {
          Files.writeString(file, formatted);
        }
      }
    }
    report(different, write);
    Files.createDirectories(stamp.toAbsolutePath().getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, started);
  }

  private static List<Path> changedSince(Path stamp, List<String> folders) throws IOException {
    long last = Files.exists(stamp) ? Files.getLastModifiedTime(stamp).toMillis() : Long.MIN_VALUE;
    List<Path> changed = new ArrayList<>();
    for (String folder : folders) {
      if (!Files.isDirectory(Path.of(folder))) {
        continue;
      }
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          if (isSource(file) && Files.getLastModifiedTime(file).toMillis() >= last) {
            changed.add(file);
          }
        }
      }
    }
    return changed;
  }

  private static boolean isSource(Path file) {
    return file.toString().endsWith(".java")
        && !file.toString().contains("/target/")
        && Files.isRegularFile(file);
  }

  private static String format(Path file, String source) throws FormatterException {
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    try {
      return StringWrapper.wrap(formatter.formatSourceAndFixImports(source), formatter);
    } catch (FormatterException e) {
      System.err.println(file + ": cannot be parsed");
      throw e;
    }
  }

  private static void report(List<Path> different, boolean write) {
    for (Path file : different) {
      System.out.println((write ? "formatted " : "not formatted: ") + file);
    }
    if (!write && !different.isEmpty()) {
      System.out.println(HINT);
      System.exit(1);
    }
  }
}
