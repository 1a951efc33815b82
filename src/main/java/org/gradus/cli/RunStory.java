package org.gradus.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.gradus.device.Devices;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.ModelSummary;
import org.gradus.pass.Operations;
import org.gradus.pass.Precision;
import org.gradus.train.Callback;
import org.gradus.train.Evaluation;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.gradus.train.TrainingStep;
import org.jspecify.annotations.Nullable;

/** Says what is trained before the first step, and how it came out after the last. */
final class RunStory implements Callback {
  private final RunPlan plan;
  private final @Nullable Loss summarised;
  private final PrintStream out;

  /**
   * A story.
   *
   * @param summarised the loss of the steps that the model's table tells of; null for no table
   */
  RunStory(RunPlan plan, @Nullable Loss summarised, PrintStream out) {
    this.plan = plan;
    this.summarised = summarised;
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
    if (summarised != null) {
      out.print(table(run, summarised));
    }
    out.flush();
  }

  /** Returns what a step computes and takes, then the model's table, whose last line sums up. */
  private String table(TrainingRun run, Loss loss) {
    ModelSummary summary = run.model().summary(run.batchSize());
    Graph step =
        TrainingStep.of(run.model().copy(), loss, plan.settings().optimizer(), run.batchSize());
    return "a step of %s: %s, of which %s forward and %s backward; %s of memory on %s%n%s"
        .formatted(
            Words.count(run.batchSize(), "sample"),
            ModelSummary.operations(Operations.of(step)),
            ModelSummary.operations(summary.forward()),
            ModelSummary.operations(summary.both() - summary.forward()),
            ModelSummary.bytes(run.footprint().bytes()),
            run.device().id(),
            summary);
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
