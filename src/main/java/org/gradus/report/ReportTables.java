package org.gradus.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.nn.ModelSummary;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.Weights;
import org.jspecify.annotations.Nullable;

/** The tables of the page, as HTML. */
final class ReportTables {
  private ReportTables() {}

  /**
   * Returns the page's head figures: those of the weights that are kept, and what the whole run
   * took.
   */
  static String summary(RunReport report) {
    StringBuilder html = new StringBuilder();
    if (!report.epochs().isEmpty()) {
      Epoch last = report.epochs().getLast();
      Epoch best = report.best();
      double seconds = report.epochs().stream().mapToDouble(Epoch::seconds).sum();
      double samples =
          report.epochs().stream().mapToDouble(e -> e.samplesPerSecond() * e.seconds()).sum();
      html.append("<dl class=\"figures\">\n");
      figure(html, "test accuracy", percent(ReportData.accuracy(best.test())));
      figure(html, "test loss", loss(ReportData.loss(best.test())));
      if (best.weights() != Weights.TRAINED) {
        figure(html, "averaged weights", best.weights().toString());
      }
      if (best.epoch() != last.epoch()) {
        figure(html, "best epoch", Integer.toString(best.epoch()));
      }
      figure(html, "epochs", Integer.toString(last.epoch()));
      figure(html, "training time", duration(seconds));
      figure(html, "samples a second", Numbers.grouped(Math.round(samples / seconds)));
      figure(html, "parameters", Numbers.grouped(report.parameters()));
      html.append("</dl>\n");
    }
    if (!report.note().isEmpty()) {
      html.append("<p class=\"note\">").append(Html.text(report.note())).append("</p>\n");
    }
    return html.toString();
  }

  static void figure(StringBuilder html, String label, String value) {
    html.append("<div><dt>").append(label).append("</dt><dd>");
    html.append(Html.text(value)).append("</dd></div>\n");
  }

  /** Returns a row for each epoch, with the validation columns where there are such samples. */
  static String epochs(RunReport report) {
    boolean validation = report.hasValidation();
    boolean averages = report.hasAverages();
    StringBuilder html = new StringBuilder();
    header(html, columns(validation, averages));
    for (Epoch epoch : report.epochs()) {
      boolean best = epoch.epoch() == report.bestEpoch() && epoch != report.epochs().getLast();
      html.append(best ? "<tr class=\"best\">" : "<tr>");
      number(html, Integer.toString(epoch.epoch()));
      number(html, loss(epoch.trainLoss()));
      number(html, percent(epoch.trainAccuracy()));
      if (validation) {
        judged(html, epoch.validation());
      }
      judged(html, epoch.test());
      if (averages) {
        number(html, epoch.weights().toString());
      }
      number(html, Numbers.fixed(epoch.seconds(), 2));
      number(html, Numbers.grouped(Math.round(epoch.samplesPerSecond())));
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n").toString();
  }

  private static void judged(StringBuilder html, @Nullable Evaluation evaluation) {
    number(html, loss(ReportData.loss(evaluation)));
    number(html, percent(ReportData.accuracy(evaluation)));
  }

  private static List<String> columns(boolean validation, boolean averages) {
    List<String> columns = new ArrayList<>(List.of("epoch", "train loss", "train accuracy"));
    if (validation) {
      columns.addAll(List.of("validation loss", "validation accuracy"));
    }
    columns.addAll(List.of("test loss", "test accuracy"));
    if (averages) {
      columns.add("judged weights");
    }
    columns.addAll(List.of("seconds", "samples/s"));
    return columns;
  }

  private static void header(StringBuilder html, List<String> columns) {
    html.append("<thead><tr>");
    columns.forEach(name -> html.append("<th scope=\"col\">").append(name).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
  }

  private static void number(StringBuilder html, String value) {
    html.append("<td>").append(value).append("</td>");
  }

  /** Returns names and values, a row each. */
  static String pairs(Map<String, String> pairs) {
    StringBuilder html = new StringBuilder("<tbody>\n");
    pairs.forEach(
        (name, value) ->
            html.append("<tr><th scope=\"row\">")
                .append(Html.text(name))
                .append("</th><td>")
                .append(Html.text(value))
                .append("</td></tr>\n"));
    return html.append("</tbody>\n").toString();
  }

  /** Returns the model table with the sum of the parameters. */
  static String layers(RunReport report) {
    StringBuilder html = new StringBuilder();
    html.append("<thead><tr><th scope=\"col\">name</th><th scope=\"col\">layer</th>")
        .append("<th scope=\"col\">output</th><th scope=\"col\">parameters</th>")
        .append("<th scope=\"col\">forward</th><th scope=\"col\">kept</th></tr></thead>\n")
        .append("<tbody>\n");
    for (LayerRow layer : report.layers()) {
      html.append("<tr><td>").append(Html.text(layer.name()));
      html.append("</td><td>").append(Html.text(layer.kind()));
      html.append("</td><td>").append(Html.text(layer.output()));
      html.append("</td><td>").append(Numbers.grouped(layer.parameters()));
      html.append("</td><td>").append(ModelSummary.operations(layer.operations()));
      html.append("</td><td>").append(ModelSummary.bytes(layer.keptBytes()));
      html.append("</td></tr>\n");
    }
    html.append("</tbody>\n<tfoot><tr><th scope=\"row\" colspan=\"3\">all</th><td>");
    return html.append(Numbers.grouped(report.parameters()))
        .append("</td><td>")
        .append(ModelSummary.operations(report.operations()))
        .append("</td><td>")
        .append(ModelSummary.bytes(report.keptBytes()))
        .append("</td></tr></tfoot>\n")
        .toString();
  }

  private static String loss(@Nullable Double value) {
    return value == null ? "" : Numbers.fixed(value, 4);
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "" : Numbers.percent(share, 2);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 120) {
      return Numbers.fixed(seconds, 1) + "\u202fs";
    }
    return whole < 7200
        ? "%d\u202fmin %d\u202fs".formatted(whole / 60, whole % 60)
        : "%d\u202fh %d\u202fmin".formatted(whole / 3600, whole % 3600 / 60);
  }
}
