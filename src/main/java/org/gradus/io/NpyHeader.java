package org.gradus.io;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradus.op.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The header of an npy file: a Python dictionary of {@code descr}, {@code fortran_order} and {@code
 * shape}.
 *
 * @param type of the elements
 * @param order of their bytes
 * @param fortran whether the first index varies fastest
 * @param extents of the axes, as they are claimed
 */
record NpyHeader(NpyType type, ByteOrder order, boolean fortran, List<BigInteger> extents) {
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(?:'(\\w+)'|\"(\\w+)\")\\s*:\\s*('[^']*'|\"[^\"]*\"|True|False|\\([^()]*\\)|\\[.*\\])"
              + "\\s*(,|$)",
          Pattern.DOTALL);
  private static final Pattern SHAPE =
      Pattern.compile("\\(\\s*(?:\\d+L?\\s*,\\s*)*(?:\\d+L?\\s*)?\\)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern PLAIN = Pattern.compile("([<>|=])([a-zA-Z])(\\d*)");
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /**
   * Reads the dictionary.
   *
   * @param source for messages
   * @throws DataException if it is none, lacks a key, or tells of a type that is not read
   */
  static NpyHeader parse(String source, String text) {
    Map<String, String> entries = entries(source, text);
    String fortran = String.valueOf(entries.get("fortran_order"));
    String shape = String.valueOf(entries.get("shape"));
    if (!fortran.equals("True") && !fortran.equals("False")) {
      throw wrong(source, "fortran_order is %s, not True or False".formatted(fortran));
    }
    boolean single = shape.matches("\\(\\s*\\d+\\s*\\)"); // (3) is a number in Python, (3,) a shape
    if (!SHAPE.matcher(shape).matches() || single) {
      throw wrong(source, "shape %s is no tuple of whole numbers".formatted(shape));
    }
    List<BigInteger> extents = new ArrayList<>();
    Matcher number = NUMBER.matcher(shape);
    while (number.find()) {
      extents.add(new BigInteger(number.group()));
    }
    String descr = String.valueOf(entries.get("descr"));
    return new NpyHeader(type(source, descr), order(descr), fortran.equals("True"), extents);
  }

  private static Map<String, String> entries(String source, String text) {
    String dictionary = text.strip();
    if (!dictionary.startsWith("{") || !dictionary.endsWith("}")) {
      throw wrong(source, "it is no dictionary: " + shortened(dictionary));
    }
    String inside = dictionary.substring(1, dictionary.length() - 1).strip();
    Map<String, String> entries = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(inside);
    int at = 0;
    while (at < inside.length()) {
      if (!entry.region(at, inside.length()).lookingAt()) {
        throw wrong(source, "cannot read " + shortened(inside.substring(at).strip()));
      }
      String key = entry.group(1) == null ? entry.group(2) : entry.group(1);
      entries.put(key, entry.group(3));
      at = entry.end();
    }
    if (!entries.keySet().equals(KEYS)) {
      throw wrong(
          source, "keys descr, fortran_order and shape expected, found " + entries.keySet());
    }
    return entries;
  }

  private static NpyType type(String source, String descr) {
    if (descr.startsWith("[")) {
      throw new DataException(
          "%s: records (dtype %s) are not read; the dtype must be one of %s"
              .formatted(source, shortened(descr), NpyType.codes()));
    }
    String name = unquoted(descr);
    Matcher plain = PLAIN.matcher(name);
    if (plain.matches() && plain.group(2).equals("O")) {
      throw new DataException(
          "%s: Python objects (dtype object) are not read; the dtype must be one of %s"
              .formatted(source, NpyType.codes()));
    }
    @Nullable NpyType type = plain.matches() ? NpyType.of(plain.group(2) + plain.group(3)) : null;
    if (type == null || (type.bytes() > 1 && plain.group(1).equals("|"))) {
      throw new DataException(
          "%s: dtype '%s' is not read; it must be one of %s"
              .formatted(source, shortened(name), NpyType.codes()));
    }
    return type;
  }

  private static ByteOrder order(String descr) {
    return switch (unquoted(descr).charAt(0)) {
      case '>' -> ByteOrder.BIG_ENDIAN;
      case '=' -> ByteOrder.nativeOrder();
      default -> ByteOrder.LITTLE_ENDIAN;
    };
  }

  private static String unquoted(String descr) {
    return descr.substring(1, descr.length() - 1);
  }

  /** Returns the bytes of all elements, which may be more than there can be. */
  BigInteger bytes() {
    BigInteger product = BigInteger.valueOf(type.bytes());
    for (BigInteger extent : extents) {
      product = product.multiply(extent);
    }
    return product;
  }

  /** Returns whether all of it, and each extent, can be counted by an int. */
  boolean fits() {
    return bytes().bitLength() < Integer.SIZE
        && extents.stream().allMatch(extent -> extent.bitLength() < Integer.SIZE);
  }

  /** Returns the shape of an array that {@link #fits}. */
  Shape shape() {
    return Shape.of(extents.stream().mapToInt(BigInteger::intValueExact).toArray());
  }

  private static DataException wrong(String source, String what) {
    return new DataException(source + ": damaged npy header: " + what);
  }

  private static String shortened(String text) {
    String line = text.replaceAll("[^\\x20-\\x7E]", "?");
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}
