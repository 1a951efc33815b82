package org.gradus.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.DeviceInfo;
import org.gradus.nn.ModelSummary;
import org.gradus.report.LayerRow;
import org.gradus.report.ReportPage;
import org.gradus.report.RunReport;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.gradus.train.Weights;
import org.gradus.watch.Convergence;
import org.gradus.watch.LayerWatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code report.html} up to date while a run goes on.
 *
 * <p>A page that cannot be written is a warning, once: it never stops the training it is about.
 */
final class RunPage implements Callback {
  static final String FILE = "report.html";
  private static final long INTERVAL = 5_000_000_000L; // nanoseconds between two pages

  private final RunPlan plan;
  private final @Nullable LayerWatch layers;
  private final Console console;
  private long written = System.nanoTime() - INTERVAL;
  private boolean warned;

  /** A page of this run; with a section on what {@code layers} has measured, if there is one. */
  RunPage(RunPlan plan, @Nullable LayerWatch layers, Console console) {
    this.plan = plan;
    this.layers = layers;
    this.console = console;
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    boolean last = epoch.epoch() == run.epochs() || run.stopReason() != null;
    if (!last && System.nanoTime() - written > INTERVAL) {
      write("Under way: %d of %d epochs are done.".formatted(epoch.epoch(), run.epochs()), run);
      written = System.nanoTime();
    }
  }

  @Override
  public void onEnd(TrainingRun run, TrainingResult result) {
    if (!result.finishedBefore()) {
      write(note(run, result), run);
    }
  }

  /** Returns what is not to be seen from the last epoch's figures, empty if there is nothing. */
  private static String note(TrainingRun run, TrainingResult result) {
    List<String> sentences = new ArrayList<>();
    if (result.stopReason() != null) {
      sentences.add(
          "Stopped after epoch %d of %d: %s."
              .formatted(result.last().epoch(), run.epochs(), result.stopReason()));
    }
    if (result.bestEpoch() != result.last().epoch()) {
      sentences.add("The weights are those of epoch %d.".formatted(result.bestEpoch()));
    }
    result.epochs().stream()
        .filter(epoch -> epoch.weights() != Weights.TRAINED)
        .findFirst()
        .ifPresent(
            first ->
                sentences.add(
                    "From epoch %d on averaged weights (%s) were judged and kept."
                        .formatted(first.epoch(), first.weights())));
    int classes = run.session().trainingData().classCount();
    sentences.add(note(Convergence.of(result.epochs(), classes)));
    return String.join(" ", sentences).strip();
  }

  @Override
  public void onFailure(TrainingRun run, Throwable failure) {
    if (!run.history().isEmpty()) {
      write("Stopped: " + Errors.describe(failure), run);
    }
  }

  /** The sentence that begins a page: nothing of a run too short to say anything of. */
  private static String note(Convergence convergence) {
    return convergence.kind() == Convergence.Kind.TOO_SHORT
        ? ""
        : Words.sentence(convergence.toString());
  }

  private void write(String note, TrainingRun run) {
    Path file = plan.out().resolve(FILE);
    try {
      ReportPage.write(report(note, run), file);
    } catch (IOException | RuntimeException e) {
      if (!warned) {
        console.warn("no report: " + Errors.describe(e));
      }
      warned = true;
    }
  }

  private RunReport report(String note, TrainingRun run) {
    DeviceInfo device = run.device();
    TrainSettings settings = plan.settings();
    Map<String, String> configuration = new LinkedHashMap<>();
    settings.options().forEach((option, value) -> configuration.put(option.substring(2), value));
    configuration.put("lr", settings.learningRate());
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("device", device.id() + ": " + device.description());
    environment.put("seed", String.valueOf(settings.seed()));
    environment.put("Gradus", Version.gradus());
    environment.put("JDK", Runtime.version() + " " + System.getProperty("java.vendor", ""));
    environment.put(
        "system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    environment.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return new RunReport(
        settings.model() + " on " + RunPlan.dataName(settings),
        note,
        run.history(),
        run.bestEpoch(),
        configuration,
        run.model().summary(run.batchSize()).rows().stream().map(RunPage::row).toList(),
        environment,
        layers == null ? List.of() : LayerSection.of(layers));
  }

  private static LayerRow row(ModelSummary.Row row) {
    return new LayerRow(
        row.name(),
        row.layer(),
        row.output().toString(),
        row.parameters(),
        row.forward(),
        row.keptBytes());
  }
}
