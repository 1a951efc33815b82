package org.gradus.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes files so that a reader sees the old contents or the new, whatever happens in between.
 *
 * <p>The contents go to a hidden file in the same directory ({@code .name.PID.tmp}), are forced to
 * the disk, and then take the name in one step. A kill leaves the old file and perhaps the hidden
 * one, which the next write of that name removes.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** What writes a file's contents, from position 0 on. */
  @FunctionalInterface
  public interface Contents {
    /** Writes everything to the channel; it need not force it to the disk. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes a file through a channel.
   *
   * @throws DataException if the directory or the disk does not take it ({@code cannot write
   *     runs/a/model.safetensors: No space left on device}); the old contents are then still there,
   *     or, if only the directory could not be forced to the disk, the new ones
   */
  public static void write(Path file, Contents contents) {
    Path name = file.getFileName();
    if (name == null) {
      throw new DataException("cannot write " + file + ": not the name of a file");
    }
    Path directory = file.toAbsolutePath().getParent();
    Path hidden = file.resolveSibling("." + name + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              hidden,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      if (directory != null) {
        force(directory);
        removeLeftovers(directory, name.toString());
      }
    } catch (IOException e) {
      throw failed(file, hidden, e);
    }
  }

  /** Writes bytes; otherwise as {@link #write(Path, Contents)}. */
  public static void write(Path file, byte[] contents) {
    write(file, channel -> writeFully(channel, ByteBuffer.wrap(contents)));
  }

  /** Writes text in UTF-8; otherwise as {@link #write(Path, Contents)}. */
  public static void write(Path file, String contents) {
    write(file, contents.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes a directory with those above it, if they are not there.
   *
   * @throws DataException if that fails: {@code cannot create runs/a: permission denied}
   */
  public static void createDirectories(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw DataException.failed("create", directory, e);
    }
  }

  /** Writes all that remains of a buffer: one call of a channel may take only a part. */
  static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static DataException failed(Path file, Path hidden, IOException cause) {
    try {
      Files.deleteIfExists(hidden);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return DataException.failed("write", file, hidden, cause);
  }

  /** Makes the new name survive a power cut, where the system can force a directory. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      if (!meansNoForcing(e)) {
        throw e;
      }
    }
  }

  /**
   * Whether an error of forcing a directory only says that this cannot be done here; the rename is
   * then as lasting as the file system makes it. Windows cannot open a directory, and some network
   * file systems answer EINVAL or ENOTSUP, which the JDK passes on in the C library's words.
   */
  static boolean meansNoForcing(IOException e) {
    return e instanceof AccessDeniedException
        || "Invalid argument".equals(e.getMessage())
        || "Operation not supported".equals(e.getMessage());
  }

  private static void removeLeftovers(Path directory, String name) throws IOException {
    Pattern hidden = Pattern.compile(Pattern.quote("." + name + ".") + "(\\d{1,18})\\.tmp");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".*.tmp")) {
      for (Path file : files) {
        Matcher matcher = hidden.matcher(String.valueOf(file.getFileName()));
        if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
