package org.gradus.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gradus.io.AtomicFiles;

/**
 * The HTML page about a run: curves, configuration, model table and environment in one file.
 *
 * <p>The page carries its style, its data and the chart library; it loads nothing, so it can be
 * mailed, archived and opened offline. The text of a run (file names, labels) is escaped.
 */
public final class ReportPage {
  private static final String CHART_LIBRARY =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)\\}\\}");

  private ReportPage() {}

  /**
   * Writes the page, replacing the file in one step, so that a reader never sees half a page.
   *
   * @throws org.gradus.io.DataException if the file cannot be written
   * @throws IOException if a part of the page is not in the jar
   */
  public static void write(RunReport report, Path file) throws IOException {
    AtomicFiles.write(file, render(report));
  }

  /**
   * Returns the page's text.
   *
   * @throws IOException if a part of the page is not in the jar
   */
  public static String render(RunReport report) throws IOException {
    Map<String, String> parts =
        Map.ofEntries(
            Map.entry("title", Html.text(report.title())),
            Map.entry("style", resource("page.css")),
            Map.entry("summary", ReportTables.summary(report)),
            Map.entry("epochs", ReportTables.epochs(report)),
            Map.entry("configuration", ReportTables.pairs(report.configuration())),
            Map.entry("model", ReportTables.layers(report)),
            Map.entry("environment", ReportTables.pairs(report.environment())),
            Map.entry("data", ReportData.json(report)),
            Map.entry("chart-library", chartLibrary()),
            Map.entry("script", Html.script(resource("page.js"))));
    return fill(resource("page.html"), parts);
  }

  // One pass, so that text of a run that looks like a place is left as it is.
  private static String fill(String template, Map<String, String> parts) {
    Matcher place = PLACE.matcher(template);
    StringBuilder page = new StringBuilder(template.length() + 250_000);
    while (place.find()) {
      String part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalStateException("page.html asks for an unknown part " + place.group());
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

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the report's part " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
