package org.gradus.watch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;

/**
 * A TensorBoard event file: records as TensorFlow frames them, each a length, its checksum, the
 * bytes and theirs.
 *
 * <p>A checksum is CRC-32C, turned right by 15 bits plus a constant, so that a record that holds
 * records does not look like its own checksum. Each record goes to the file in one piece: a kill
 * leaves at most the last one torn, which readers take for one that is still being written.
 */
final class EventFile implements AutoCloseable {
  private static final int MASK = 0xa282ead8;
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,12})\\..*");

  private final Path path;
  private final OutputStream out;

  private EventFile(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  /**
   * Makes a new file in {@code folder}, which readers take up after those that are there.
   *
   * @param seconds the time since 1970
   * @throws DataException if the folder or the file cannot be made
   */
  static EventFile create(Path folder, long seconds) {
    AtomicFiles.createDirectories(folder);
    Path path = folder;
    try {
      // Readers go by names in their order, so the time must be later than that of others.
      long time = Math.max(seconds, latest(folder) + 1);
      path =
          folder.resolve(
              "events.out.tfevents.%010d.%s.%d"
                  .formatted(time, host(), ProcessHandle.current().pid()));
      return new EventFile(
          path,
          Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw DataException.failed("write", path, e);
    }
  }

  private static long latest(Path folder) throws IOException {
    long latest = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "events.out.tfevents.*")) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          latest = Math.max(latest, Long.parseLong(name.group(1)));
        }
      }
    }
    return latest;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
    } catch (UnknownHostException e) {
      return "localhost"; // a name is wanted, not an address
    }
  }

  /** The file. */
  Path path() {
    return path;
  }

  /**
   * Appends a record.
   *
   * @throws DataException if the disk does not take it
   */
  void append(byte[] data) {
    byte[] record = frame(data);
    try {
      out.write(record);
    } catch (IOException e) {
      throw DataException.failed("write", path, e);
    }
  }

  /** A record's bytes: length (8, little-endian), its checksum (4), data, their checksum (4). */
  static byte[] frame(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(checksum(data, data.length));
    return record.array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
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
