package org.gradus.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.gradus.device.Devices;
import org.gradus.nn.Model;
import org.gradus.pass.Precision;
import org.gradus.train.Callback;
import org.gradus.train.Evaluation;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;

/** Says what is trained before the first step, and how it came out after the last. */
final class RunStory implements Callback {
  private final RunPlan plan;
  private final boolean summary;
  private final PrintStream out;

  RunStory(RunPlan plan, boolean summary, PrintStream out) {
    this.plan = plan;
    this.summary = summary;
    this.out = out;
  }

  @Override
  public void onStart(TrainingRun run) {
    out.printf(
        "%s on %s: %s, %s an epoch%n",
        plan.settings().model(),
        RunPlan.dataName(plan.settings()),
        Words.count(run.model().parameterCount(), "parameter"),
        Words.count(run.batches(), "step"));
    boolean chosen = plan.settings().device().equals("auto");
    out.printf(
        "device %s: %s%s%n",
        run.device().id(),
        run.device().description(),
        chosen ? " (auto: " + Devices.select("auto").reason() + ")" : "");
    if (run.arithmetic().precision() != Precision.F32) {
      out.printf("precision %s%n", run.arithmetic().precision());
    }
    out.printf("run folder %s%n", plan.out());
    if (summary) {
      out.print(table(run.model()));
    }
    out.flush();
  }

  /** Returns the model's table as text, with the sum of the parameters as its last line. */
  static String table(Model model) {
    StringBuilder table = new StringBuilder();
    table.append("%-8s %-28s %-14s %12s%n".formatted("name", "layer", "output", "parameters"));
    for (Model.Row row : model.table()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-8s %-28s %-14s %,12d%n",
              row.name(),
              row.layer(),
              row.output(),
              row.parameters()));
    }
    return table
        .append(String.format(Locale.ROOT, "%-52s %,12d%n", "all", model.parameterCount()))
        .toString();
  }

  /** Returns the last line of a training. */
  static String lastLine(TrainingResult result) {
    Evaluation test = result.best().test();
    if (test == null) {
      throw new IllegalStateException("the run was not tested");
    }
    return String.format(
        Locale.ROOT,
        "test accuracy %.4f  loss %.4f  epochs %d  seconds %.1f  device %s",
        test.accuracy(),
        test.loss(),
        result.last().epoch(),
        result.seconds(),
        result.device().id());
  }
}
