package org.gradus.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.gradus.io.AtomicFiles;
import org.gradus.report.Axis;
import org.gradus.report.Exhibit;
import org.gradus.report.ExperimentPage;
import org.gradus.report.ExperimentReport;
import org.gradus.report.Plot;
import org.gradus.train.RunDirectory;
import org.gradus.watch.LearningRateRange;
import org.gradus.watch.LearningRateRange.Point;

/** The files that {@code gradus lr-find --out} writes. */
final class RateReport {
  static final String JSON = "lr-find.json";

  /** The lesson in which learning rates are compared. */
  private static final int LESSON = 2;

  private final Path folder;

  private RateReport(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder before anything is computed.
   *
   * @throws CommandException if it holds a run, whose report would be replaced
   * @throws org.gradus.io.DataException if it cannot be made or written to
   */
  static RateReport prepare(Path folder) {
    if (RunDirectory.holdsRun(folder)) {
      throw new CommandException(folder + " holds a run; name another --out");
    }
    AtomicFiles.createDirectories(folder);
    Writable.require(folder.resolve(JSON));
    Writable.require(folder.resolve(RunPage.FILE));
    return new RateReport(folder);
  }

  /** Writes both files. A page that cannot be made is a warning: the numbers are safe. */
  void write(LearningRateRange range, TrainSettings settings, Console console) {
    AtomicFiles.write(folder.resolve(JSON), json(range) + "\n");
    try {
      Path page = folder.resolve(RunPage.FILE);
      ExperimentPage.write(page(range, settings), "Gradus lr-find", JSON, page);
    } catch (IOException | RuntimeException e) {
      console.warn("no report: " + Errors.describe(e));
    }
    console.out().printf("report: %s%n", folder.resolve(RunPage.FILE));
  }

  private static String json(LearningRateRange range) {
    JsonObject json = new JsonObject();
    number(json, "suggestion", range.suggestion());
    number(json, "divergence", range.divergence());
    json.addProperty("evidence", range.evidence());
    JsonArray points = new JsonArray();
    for (Point point : range.points()) {
      JsonObject each = new JsonObject();
      each.addProperty("rate", point.rate());
      each.addProperty("loss", point.loss());
      each.addProperty("smoothed", point.smoothed());
      points.add(each);
    }
    json.add("points", points);
    return new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(json);
  }

  private static void number(JsonObject json, String name, OptionalDouble value) {
    json.addProperty(name, value.isPresent() ? (Double) value.getAsDouble() : null);
  }

  private static ExperimentReport page(LearningRateRange range, TrainSettings settings) {
    double[] rates = values(range, Point::rate);
    Plot plot =
        Plot.of("Loss by learning rate", Axis.log("learning rate"), Axis.log("loss"))
            .points("each step", rates, values(range, Point::loss))
            .line("smoothed", rates, values(range, Point::smoothed))
            .widely();
    Map<String, Double> numbers = new LinkedHashMap<>();
    range.suggestion().ifPresent(rate -> numbers.put("suggested rate", rate));
    range.divergence().ifPresent(rate -> numbers.put("diverged at rate", rate));
    Map<String, String> environment = new LinkedHashMap<>();
    settings.options().forEach((option, value) -> environment.put(option.substring(2), value));
    for (String decided : List.of("lr", "schedule", "schedule-factor", "epochs")) {
      environment.remove(decided);
    }
    environment.put("Gradus", Version.gradus());
    return new ExperimentReport(
        "learning rate of %s on %s".formatted(settings.model(), RunPlan.dataName(settings)),
        LESSON,
        "Which learning rate does this training want?",
        Words.sentence(LrFindCommand.lastLine(range)) + " " + Words.sentence(range.evidence()),
        new ArrayList<Exhibit>(List.of(plot)),
        numbers,
        environment);
  }

  private static double[] values(LearningRateRange range, ToDoubleFunction<Point> value) {
    return range.points().stream().mapToDouble(value).toArray();
  }
}
