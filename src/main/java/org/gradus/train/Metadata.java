package org.gradus.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.gradus.io.DataException;

/** The texts of a file's metadata, read as what they should be. */
record Metadata(Path file, Map<String, String> texts) {
  String text(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new DataException("%s: metadata '%s' is missing".formatted(file, key));
    }
    return text;
  }

  int count(String key) {
    int count = parse(key, Integer::valueOf, "a whole number");
    if (count < 0) {
      throw new DataException(
          "%s: metadata '%s' must not be negative: %d".formatted(file, key, count));
    }
    return count;
  }

  long whole(String key) {
    return parse(key, Long::valueOf, "a whole number");
  }

  double number(String key) {
    return parse(key, Double::valueOf, "a number");
  }

  /** All texts whose key begins with {@code prefix}, under the rest of their key. */
  Map<String, String> under(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    texts.forEach(
        (key, text) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), text);
          }
        });
    return found;
  }

  <T> T parse(String key, Function<String, T> parser, String kind) {
    String text = text(key);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s: metadata '%s' is not %s: %s".formatted(file, key, kind, text), e);
    }
  }
}
