package org.gradus.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, read without trust: every tensor's bytes must follow from
 * its dtype and shape, and all of them together must cover the data exactly, without overlap or
 * gap.
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, SafetensorsFile.Entry> entries) {

  /**
   * Parses and checks a header.
   *
   * @param file named in messages
   * @param dataBytes bytes of the file behind the header
   */
  static SafetensorsHeader parse(Path file, byte[] header, long dataBytes) {
    SafetensorsHeader parsed = new SafetensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>());
    try (JsonReader json = new JsonReader(new StringReader(decode(header)))) {
      json.setStrictness(Strictness.STRICT);
      new Parser(file, json, parsed).parse();
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": bad safetensors header: not UTF-8", e);
    } catch (EOFException e) {
      throw new DataException(file + ": bad safetensors header: ends too early", e);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new DataException(file + ": bad safetensors header: " + firstLine(e), e);
    }
    parsed.checkCover(file, dataBytes);
    return parsed;
  }

  private static String decode(byte[] header) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
  }

  /** Takes out the JSON reader's advice to its programmer: a phrase, and a web address below. */
  private static String firstLine(Exception error) {
    return String.valueOf(error.getMessage())
        .lines()
        .findFirst()
        .orElse("unreadable")
        .replace(
            "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed", "malformed");
  }

  /** Checks that the tensors lie one behind the other from the data's first byte to its last. */
  private void checkCover(Path file, long dataBytes) {
    List<SafetensorsFile.Entry> order = new ArrayList<>(entries.values());
    order.sort(
        Comparator.comparingLong(SafetensorsFile.Entry::begin)
            .thenComparingLong(SafetensorsFile.Entry::end));
    long at = 0;
    for (SafetensorsFile.Entry entry : order) {
      if (entry.begin() != at) {
        throw new DataException(
            "%s: tensor %s: its data begins at byte %d, the data before it ends at %d"
                .formatted(file, entry.name(), entry.begin(), at));
      }
      if (entry.end() > dataBytes) {
        throw new DataException(
            "%s: truncated: tensor %s ends at byte %d of the data, the file holds %d"
                .formatted(file, entry.name(), entry.end(), dataBytes));
      }
      at = entry.end();
    }
    if (at != dataBytes) {
      throw new DataException(
          "%s: too long: the tensors end at byte %d of the data, the file holds %d"
              .formatted(file, at, dataBytes));
    }
  }

  /** Walks the JSON; whatever is not as the format says ends in an exception. */
  private record Parser(Path file, JsonReader json, SafetensorsHeader result) {
    void parse() throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals(SafetensorsWriter.METADATA)) {
          metadata();
        } else if (result.entries.put(name, tensor(name)) != null) {
          throw new DataException(
              "%s: tensor %s appears twice in the header".formatted(file, name));
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new DataException(file + ": bad safetensors header: text behind the closing brace");
      }
    }

    private void metadata() throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        String key = json.nextName();
        if (json.peek() != JsonToken.STRING) {
          throw new DataException(
              "%s: bad safetensors header: metadata %s is not a string".formatted(file, key));
        }
        if (result.metadata.put(key, json.nextString()) != null) {
          throw new DataException(
              "%s: metadata %s appears twice in the header".formatted(file, key));
        }
      }
      json.endObject();
    }

    private SafetensorsFile.Entry tensor(String name) throws IOException {
      String where = file + ": tensor " + name;
      String dtype = null;
      long[] shape = null;
      long[] offsets = null;
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "dtype" -> dtype = json.nextString();
          case "shape" -> shape = wholeNumbers(where + ": shape");
          case "data_offsets" -> offsets = wholeNumbers(where + ": data_offsets");
          default -> json.skipValue();
        }
      }
      json.endObject();
      return entry(where, name, dtype, shape, offsets);
    }

    private static SafetensorsFile.Entry entry(
        String where,
        String name,
        @Nullable String dtype,
        long @Nullable [] shape,
        long @Nullable [] offsets) {
      if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
        throw new DataException(where + ": needs dtype, shape and two data_offsets");
      }
      StoredType type = StoredType.of(dtype, where);
      long needed = type.bytes();
      int[] extents = new int[shape.length];
      try {
        for (int i = 0; i < extents.length; i++) {
          extents[i] = Math.toIntExact(shape[i]);
          needed = Math.multiplyExact(needed, shape[i]);
        }
      } catch (ArithmeticException e) {
        throw new DataException(where + ": its shape is larger than any file", e);
      }
      if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != needed) {
        throw new DataException(
            "%s: %s %s needs %d bytes, data_offsets [%d, %d] hold %d"
                .formatted(
                    where,
                    type,
                    Shape.of(extents),
                    needed,
                    offsets[0],
                    offsets[1],
                    offsets[1] - offsets[0]));
      }
      return new SafetensorsFile.Entry(name, type, Shape.of(extents), offsets[0], offsets[1]);
    }

    private long[] wholeNumbers(String where) throws IOException {
      List<Long> numbers = new ArrayList<>();
      json.beginArray();
      while (json.hasNext()) {
        long number = json.peek() == JsonToken.NUMBER ? json.nextLong() : -1;
        if (number < 0) {
          throw new DataException(where + " must be whole numbers from 0 on");
        }
        numbers.add(number);
      }
      json.endArray();
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
