package org.gradus.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.io.AtomicFiles;

/**
 * The HTML page about an experiment: its question, its finding, plots and tables in one file.
 *
 * <p>It loads nothing. Plots that stand next to each other share a row where there is room.
 */
public final class ExperimentPage {
  private ExperimentPage() {}

  /**
   * Writes the page, replacing the file in one step.
   *
   * @throws org.gradus.io.DataException if the file cannot be written
   * @throws IOException if a part of the page is not in the jar
   */
  public static void write(ExperimentReport report, Path file) throws IOException {
    AtomicFiles.write(file, render(report));
  }

  /**
   * Writes a page about something else than an experiment in the same form.
   *
   * @param brand the line above the title
   * @param data the name of the file that holds the numbers
   * @throws org.gradus.io.DataException if the file cannot be written
   * @throws IOException if a part of the page is not in the jar
   */
  public static void write(ExperimentReport report, String brand, String data, Path file)
      throws IOException {
    AtomicFiles.write(file, render(report, brand, data));
  }

  /**
   * Returns the page's text.
   *
   * @throws IOException if a part of the page is not in the jar
   */
  public static String render(ExperimentReport report) throws IOException {
    return render(report, "Gradus experiment, lesson " + report.lesson(), "outcome.json");
  }

  private static String render(ExperimentReport report, String brand, String data)
      throws IOException {
    return new Page("experiment")
        .put("experiment-style", Page.resource("experiment.css"))
        .put("title", Html.text(report.name()))
        .put("brand", Html.text(brand))
        .put("data-file", Html.text(data))
        .put("question", Html.text(report.question()))
        .put("finding", Html.text(report.finding()))
        .put("exhibits", exhibits(report.exhibits()))
        .put("numbers", ReportTables.pairs(numbers(report.numbers())))
        .put("environment", ReportTables.pairs(report.environment()))
        .put("data", PlotJson.of(report.exhibits()))
        .render();
  }

  private static Map<String, String> numbers(Map<String, Double> numbers) {
    Map<String, String> told = new LinkedHashMap<>();
    numbers.forEach((name, value) -> told.put(name, Numbers.significant(value, 6)));
    return told;
  }

  /** Tables alone; plots in rows, until a table or a wide plot comes between. */
  private static String exhibits(List<Exhibit> exhibits) {
    StringBuilder html = new StringBuilder();
    List<String> row = new ArrayList<>();
    int plots = 0;
    for (Exhibit exhibit : exhibits) {
      switch (exhibit) {
        case Plot plot -> {
          String figure = figure(plot, plots++);
          if (plot.wide()) {
            flush(row, html);
            html.append(figure);
          } else {
            row.add(figure);
          }
        }
        case Grid grid -> {
          flush(row, html);
          html.append(section(grid));
        }
      }
    }
    flush(row, html);
    return html.toString();
  }

  private static void flush(List<String> row, StringBuilder html) {
    if (!row.isEmpty()) {
      html.append("<div class=\"charts\">\n");
      row.forEach(html::append);
      html.append("</div>\n");
      row.clear();
    }
  }

  private static String figure(Plot plot, int number) {
    String label = plot.title() + ": " + plot.y().title() + " over " + plot.x().title();
    return "<figure%s>\n<figcaption><h2>%s</h2>%s</figcaption>\n%s</figure>\n"
        .formatted(
            plot.wide() ? " class=\"wide\"" : "",
            Html.text(plot.title()),
            says(plot),
            "<div class=\"canvas\"><canvas id=\"plot-%d\" role=\"img\" aria-label=\"%s\"></canvas></div>\n"
                .formatted(number, Html.text(label)));
  }

  /** A table under its title. */
  static String section(Grid grid) {
    Table table = new Table();
    for (Grid.Column column : grid.columns()) {
      if (column.text()) {
        table.text(column.title());
      } else {
        table.numbers(column.title());
      }
    }
    grid.rows().forEach(cells -> table.row(cells.toArray(String[]::new)));
    return "<section>\n<h2>%s</h2>\n%s<div class=\"scroll\"><table class=\"rows\">\n%s</table></div>\n</section>\n"
        .formatted(Html.text(grid.title()), says(grid), table.html());
  }

  private static String says(Exhibit exhibit) {
    return exhibit.says().isEmpty()
        ? ""
        : "<p class=\"says\">" + Html.text(exhibit.says()) + "</p>\n";
  }
}
