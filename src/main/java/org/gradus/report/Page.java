package org.gradus.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template and what goes into its places.
 *
 * <p>A page carries its style, its data and the chart library; it loads nothing, so it can be
 * mailed, archived and opened offline.
 */
final class Page {
  private static final String CHART_LIBRARY =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)\\}\\}");

  private final String template;
  private final Map<String, String> parts = new HashMap<>();

  /** The template {@code name}.html with its script, the style of all pages and the charts. */
  Page(String name) throws IOException {
    template = resource(name + ".html");
    parts.put("style", resource("page.css"));
    parts.put("chart-library", chartLibrary());
    parts.put("script", Html.script(resource(name + ".js")));
  }

  /** Puts HTML, or a script's data, into a place. */
  Page put(String place, String part) {
    parts.put(place, part);
    return this;
  }

  /** Returns the page's text. One pass, so that text that looks like a place is left as it is. */
  String render() {
    Matcher place = PLACE.matcher(template);
    StringBuilder page = new StringBuilder(template.length() + 250_000);
    while (place.find()) {
      String part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalStateException("the template asks for an unknown part " + place.group());
      }
      place.appendReplacement(page, "");
      page.append(part);
    }
    return place.appendTail(page).toString();
  }

  // Its last line names a source map beside it, which a browser's debugger would try to load.
  private static String chartLibrary() throws IOException {
    return Html.script(resource(CHART_LIBRARY).replaceAll("(?m)^//# sourceMappingURL=.*$", ""));
  }

  /** Returns a file that is part of the program. */
  static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the report's part " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
