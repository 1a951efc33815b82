package org.gradus.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The frame of a PNG file: chunks of length, type, data and checksum, the last of which is IEND
 * (PNG specification, section 5).
 *
 * <p>Checked apart because the JDK's decoder shows a file that breaks off as far as it goes.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;

  /** The bytes of a chunk besides its data: length, type, CRC. */
  private static final int FRAME = 12;

  private PngChunks() {}

  /** Returns what is wrong with the chunks of a file that begins as a PNG, or null. */
  static @Nullable String fault(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = SIGNATURE;
    while (file.length - at >= FRAME) {
      long length = Integer.toUnsignedLong(bytes.getInt(at));
      if (length > file.length - at - FRAME) {
        break;
      }
      int end = at + FRAME + (int) length;
      String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, 4 + (int) length);
      if ((int) crc.getValue() != bytes.getInt(end - 4)) {
        return "the chunk at byte %d does not fit its checksum".formatted(at);
      }
      if (type.equals("IEND")) {
        return null;
      }
      at = end;
    }
    return "truncated: it ends after %d bytes, before its last chunk".formatted(file.length);
  }
}
