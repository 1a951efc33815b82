package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.bench.Job;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.optim.Adam;
import org.gradus.pass.Precision;
import org.gradus.train.Callback;
import org.gradus.train.Trainer;
import org.gradus.train.TrainingRun;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code gradus bench first-steps}: what another engine needs to repeat the first steps of a job.
 */
final class BenchFirstStepsCommand implements Subcommand {
  private static final List<String> NAMES = Arrays.stream(Job.values()).map(Job::toString).toList();

  private static final int USUAL_STEPS = 10;
  private static final int QUICK_STEPS = 3;

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Trains the first steps of a job of bench/peers on the digits that the program draws,"
                + " and writes a safetensors file: the weights before them, the batches in order,"
                + " what dropout draws its masks from, and the losses.")
        .addOption(Options.value("--job", String.join("|", NAMES), "The model; small if not said."))
        .addOption(Options.value("--device", "auto|NAME", "Where to compute; cpu if not said."))
        .addOption(PrecisionChoice.option("f32 if not said"))
        .addOption(
            Options.value("--steps", "N", "How many; %d if not said.".formatted(USUAL_STEPS)))
        .addOption(Options.value("--batch", "N", "Samples a step; the job's own if not said."))
        .addOption(Options.value("--out", "FILE", "The file."))
        .addOption(Options.flag("--quick", "Few steps of a narrow model: shows no speed."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    String name = arguments.choice("--job", "small", NAMES);
    Job job = Job.valueOf(name.toUpperCase(Locale.ROOT));
    String device = arguments.text("--device", "cpu");
    DeviceChoice.check(device);
    boolean quick = arguments.has("--quick");
    int batch = arguments.count("--batch", job.batch(quick));
    int steps = arguments.count("--steps", quick ? QUICK_STEPS : USUAL_STEPS);
    Precision precision = PrecisionChoice.read(arguments);
    Path out = Arguments.path("--out", arguments.required("--out", "FILE"));
    Dataset data = Digits.load(Digits.SEED, Math.multiplyExact(batch, steps), 1).train();
    List<Double> losses = new ArrayList<>();
    Trainer.builder(job.model(quick))
        .train(data)
        .optimizer(new Adam(Job.LEARNING_RATE))
        .batch(batch)
        .seed(FirstSteps.SEED)
        .device(device)
        .precision(precision)
        .callback(
            new Callback() {
              @Override
              public void onStep(TrainingRun run) {
                losses.add(run.loss());
              }
            })
        .build()
        .run();
    new FirstSteps(job, quick, precision, device, data, batch, losses).write(out);
    losses.forEach(loss -> console.out().printf(Locale.ROOT, "%.9g%n", loss));
    return 0;
  }
}
