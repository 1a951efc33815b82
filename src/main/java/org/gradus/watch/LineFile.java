package org.gradus.watch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;

/** A log that grows by whole lines. */
final class LineFile implements AutoCloseable {
  private final Path path;
  private final LogFormat format;
  private final OutputStream out;
  private boolean isEmpty;

  private LineFile(Path path, LogFormat format, OutputStream out, boolean isEmpty) {
    this.path = path;
    this.format = format;
    this.out = out;
    this.isEmpty = isEmpty;
  }

  /**
   * Opens a log that is made if it is not there, and else cut back.
   *
   * @param step the last one whose lines stay; 0 if none is to
   * @throws DataException if the file cannot be read or written, or holds another thing than a log
   */
  static LineFile open(Path path, LogFormat format, long step) {
    try {
      String kept = step == 0 || !Files.exists(path) ? "" : kept(path, format, step);
      AtomicFiles.write(path, kept);
      OutputStream out = Files.newOutputStream(path, StandardOpenOption.APPEND);
      return new LineFile(path, format, out, kept.isEmpty());
    } catch (IOException e) {
      throw DataException.failed("write", path, e);
    }
  }

  /** The lines of steps up to {@code last}; a line without its end was torn by a kill. */
  private static String kept(Path path, LogFormat format, long last) throws IOException {
    String text = Files.readString(path);
    int end = 0;
    int number = 0;
    for (int next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', end)) {
      String line = text.substring(end, next);
      if (!format.isHead(number) && step(path, format, number, line) > last) {
        break;
      }
      end = next + 1;
      number++;
    }
    return text.substring(0, end);
  }

  private static long step(Path path, LogFormat format, int number, String line) {
    try {
      return format.step(line);
    } catch (NumberFormatException e) {
      throw new DataException(
          "%s: line %d is no line of a log: %s".formatted(path, number + 1, line), e);
    }
  }

  /** Appends a line; the first one decides on the columns. */
  void append(Map<String, Number> line) {
    String text = (isEmpty ? format.head(line) : "") + format.write(line);
    isEmpty = false;
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw DataException.failed("write", path, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw DataException.failed("write", path, e);
    }
  }
}
