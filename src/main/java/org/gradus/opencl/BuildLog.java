package org.gradus.opencl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a compiler said about a source text.
 *
 * @param log its words
 * @param source the text, with {@code #line} where another file begins
 */
record BuildLog(String log, String source) {
  /** Such as {@code softmax.cl:41:7: error: ...} or {@code error: softmax.cl:41:7: ...}. */
  private static final Pattern PLACE = Pattern.compile("([\\w.-]+\\.(?:cl|h))[:(](\\d+)");

  private static final Pattern LINE = Pattern.compile("#line (\\d+) \"([^\"]+)\"");

  /** The log, and below it the lines of the source it names. */
  String withLines() {
    StringBuilder text = new StringBuilder(log.strip());
    if (text.isEmpty()) {
      text.append("the compiler gave no reason");
    }
    List<String> lines = source.lines().toList();
    Set<String> named = new LinkedHashSet<>();
    Matcher places = PLACE.matcher(log);
    while (places.find()) {
      if (named.add(places.group(1) + ":" + places.group(2))) {
        String line = find(lines, places.group(1), Integer.parseInt(places.group(2)));
        text.append("%n  %s:%s | %s".formatted(places.group(1), places.group(2), line));
      }
    }
    return text.toString();
  }

  private static String find(List<String> lines, String file, int wanted) {
    String current = "";
    int number = 0;
    for (String line : lines) {
      Matcher directive = LINE.matcher(line);
      if (directive.lookingAt()) {
        current = directive.group(2);
        number = Integer.parseInt(directive.group(1));
        continue;
      }
      if (number == wanted && current.equals(file)) {
        return line.strip();
      }
      number++;
    }
    return "(no such line)";
  }
}
