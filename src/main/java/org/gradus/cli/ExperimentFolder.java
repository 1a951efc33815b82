package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.gradus.experiment.Experiment;
import org.gradus.experiment.Outcome;
import org.gradus.experiment.OutcomeJson;
import org.gradus.experiment.Setup;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;
import org.gradus.report.ExperimentPage;
import org.gradus.report.ExperimentReport;
import org.gradus.report.Numbers;
import org.gradus.train.RunDirectory;

/**
 * The folder an experiment's report goes to. What an earlier run of the same experiment left there
 * is replaced; anything else is left alone.
 */
record ExperimentFolder(Experiment experiment, Path path) {
  private static final String OUTCOME = "outcome.json";
  private static final String REPORT = "report.html";

  /** The page. */
  Path report() {
    return path.resolve(REPORT);
  }

  /**
   * Makes the folder before anything is computed.
   *
   * @throws CommandException if it holds something else's report
   * @throws DataException if it cannot be made or written to
   */
  void prepare() {
    Path outcome = path.resolve(OUTCOME);
    boolean taken = Files.exists(outcome) || Files.exists(report()) || RunDirectory.holdsRun(path);
    if (taken && !experiment.name().equals(owner(outcome))) {
      throw new CommandException(
          "%s holds something else than experiment %s; name another --out"
              .formatted(path, experiment.name()));
    }
    AtomicFiles.createDirectories(path);
    Writable.require(outcome);
    Writable.require(report());
  }

  /** Whose outcome lies there; empty where none does. */
  private static String owner(Path outcome) {
    try {
      String name =
          Files.isRegularFile(outcome) ? OutcomeJson.experiment(Files.readString(outcome)) : null;
      return name == null ? "" : name;
    } catch (IOException e) {
      throw DataException.failed("read", outcome, e);
    }
  }

  /** Writes both files. A page that cannot be made is a warning: the numbers are safe. */
  void write(Outcome outcome, Setup setup, double seconds, Console console) {
    Map<String, String> environment = environment(setup, seconds);
    AtomicFiles.write(path.resolve(OUTCOME), OutcomeJson.text(experiment, outcome, environment));
    ExperimentReport report =
        new ExperimentReport(
            experiment.name(),
            experiment.lesson(),
            experiment.question(),
            outcome.finding(),
            outcome.exhibits(),
            outcome.numbers(),
            environment);
    try {
      ExperimentPage.write(report, report());
    } catch (IOException | RuntimeException e) {
      console.warn("no report: " + Errors.describe(e));
    }
  }

  private Map<String, String> environment(Setup setup, double seconds) {
    DeviceInfo device = Devices.select(setup.device()).info();
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("device", device.id() + ": " + device.description());
    if (experiment.learnsImages()) {
      Path folder = setup.dataDirectory();
      pairs.put("images", setup.imagesName() + (folder == null ? "" : " in " + folder));
    }
    pairs.put("size", setup.quick() ? "quick" : "whole");
    pairs.put("seed", String.valueOf(setup.seed()));
    pairs.put("took", Numbers.fixed(seconds, 1) + " s");
    pairs.put("Gradus", Version.gradus());
    pairs.put("JDK", Runtime.version() + " " + System.getProperty("java.vendor", ""));
    pairs.put(
        "system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    pairs.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return pairs;
  }
}
