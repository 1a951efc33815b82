package org.gradus.report;

/** Text made safe to stand inside HTML. */
final class Html {
  private Html() {}

  /** Returns text for an element's content or a quoted attribute. */
  static String text(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  /**
   * Returns a script's text so that nothing in it ends the script element early.
   *
   * <p>Only string literals may hold {@code </script} or {@code <!--}; there the escaped form means
   * the same.
   */
  static String script(String code) {
    return code.replace("</", "<\\/").replace("<!--", "<\\!--");
  }
}
