package org.gradus.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.gradus.io.AtomicFiles;

/**
 * The HTML page about a run: curves, configuration, model table and environment in one file.
 *
 * <p>It loads nothing. The text of a run (file names, labels) is escaped.
 */
public final class ReportPage {
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
    return new Page("page")
        .put("title", Html.text(report.title()))
        .put("summary", ReportTables.summary(report))
        .put("epochs", ReportTables.epochs(report))
        .put("configuration", ReportTables.pairs(report.configuration()))
        .put("model", ReportTables.layers(report))
        .put(
            "tables",
            report.tables().stream().map(ExperimentPage::section).collect(Collectors.joining()))
        .put("environment", ReportTables.pairs(report.environment()))
        .put("data", ReportData.json(report))
        .render();
  }
}
