package org.gradus.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads npz files, numpy's zip archives of named arrays, stored ({@code numpy.savez}) or deflated
 * ({@code numpy.savez_compressed}). Errors name the file and the array, such as {@code
 * data.npz(x_train)}.
 */
public final class Npz implements AutoCloseable {
  private static final String ENDING = ".npy";

  private final Path file;
  private final ZipFile archive;

  private Npz(Path file, ZipFile archive) {
    this.file = file;
    this.archive = archive;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read or is no zip archive
   */
  public static Npz open(Path file) {
    try {
      return new Npz(file, new ZipFile(file.toFile()));
    } catch (ZipException e) {
      throw new DataException(
          "%s: not an npz file: damaged or no zip archive: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw DataException.failed("read", file, e);
    }
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the names of the arrays, in their order. */
  public List<String> names() {
    return archive.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length()))
        .toList();
  }

  /**
   * Reads an array.
   *
   * @throws DataException if there is none of that name, or as {@link Npy#read}
   */
  public NpyArray read(String name) {
    return reading(name, Npy::read, true);
  }

  /** Returns the type of an array's elements without reading them; errors as of {@link #read}. */
  public NpyType type(String name) {
    return reading(name, Npy::type, false);
  }

  private interface Reader<T> {
    T read(String source, InputStream input) throws IOException;
  }

  private <T> T reading(String name, Reader<T> reader, boolean whole) {
    String source = "%s(%s)".formatted(file, name);
    ZipEntry entry = archive.getEntry(name + ENDING);
    if (entry == null) {
      throw new DataException(
          "%s: there is no array %s; it holds %s"
              .formatted(file, name, names().isEmpty() ? "none" : String.join(", ", names())));
    }
    try (CheckedInputStream input =
        new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
      T read = reader.read(source, input);
      if (whole && input.getChecksum().getValue() != entry.getCrc()) {
        throw new DataException(source + ": damaged zip entry: it does not fit its checksum");
      }
      return read;
    } catch (IOException e) {
      throw new DataException("%s: damaged zip entry: %s".formatted(source, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      archive.close();
    } catch (IOException e) {
      throw DataException.failed("close", file, e);
    }
  }
}
