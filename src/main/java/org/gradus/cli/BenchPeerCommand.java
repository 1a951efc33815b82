package org.gradus.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gradus.bench.BlockClock;
import org.gradus.bench.Job;
import org.gradus.bench.Pacing;
import org.gradus.bench.TrainingJson;
import org.gradus.bench.TrainingRow;
import org.gradus.data.DataSplit;
import org.gradus.data.Mnist;
import org.gradus.optim.Adam;
import org.gradus.pass.Precision;
import org.gradus.train.Evaluation;
import org.gradus.train.Trainer;
import org.gradus.train.TrainingResult;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus bench peer}: Gradus's part in {@code bench/peers}, which compares engines. */
final class BenchPeerCommand implements Subcommand {
  private static final List<String> NAMES = Arrays.stream(Job.values()).map(Job::toString).toList();

  private static final int USUAL_BLOCKS = 5;

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Trains one of the jobs of bench/peers on MNIST and tells the samples a second, block"
                + " by block. bench/peers/run compares them with other engines'.")
        .addOption(Options.value("--job", String.join("|", NAMES), "The model; small if not said."))
        .addOption(Options.value("--device", "auto|NAME", "What to train on; cpu if not said."))
        .addOption(PrecisionChoice.option("f32 if not said"))
        .addOption(Options.value("--data-dir", "DIR", "Folder of MNIST's four files."))
        .addOption(
            Options.value("--blocks", "N", "Timed blocks; %d if not said.".formatted(USUAL_BLOCKS)))
        .addOption(Options.value("--steps", "N", "Steps of a block; the job's own if not said."))
        .addOption(Options.flag("--json", "Print one line of JSON."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    Job job = Job.valueOf(arguments.choice("--job", "small", NAMES).toUpperCase(Locale.ROOT));
    int blocks = arguments.count("--blocks", USUAL_BLOCKS);
    int steps = arguments.count("--steps", job.blockSteps());
    String device = arguments.text("--device", "cpu");
    DeviceChoice.check(device);
    Path directory = Arguments.path("--data-dir", arguments.required("--data-dir", "DIR"));
    DataSplit data = Mnist.read(Mnist.Variant.DIGITS, directory);
    BlockClock clock = new BlockClock(new Pacing.Counted(job.warmupSteps(), blocks, steps));
    Precision precision = PrecisionChoice.read(arguments);
    TrainingResult result = train(job, precision, data, device, clock, (long) blocks * steps);
    if (arguments.has("--json")) {
      console.out().println(json(job, precision, steps, data, clock, result, console));
    } else {
      clock
          .samplesPerSecond()
          .forEach(each -> console.out().printf(Locale.ROOT, "%,.0f samples/s%n", each));
      double median = clock.row(job, precision).samplesPerSecond();
      console.out().printf(Locale.ROOT, "median %,.0f samples/s%n", median);
    }
    return 0;
  }

  private static TrainingResult train(
      Job job,
      Precision precision,
      DataSplit data,
      String device,
      BlockClock clock,
      long timedSteps) {
    int epochSteps = data.train().size() / job.batch();
    long all = job.warmupSteps() + timedSteps;
    return Trainer.builder(job.model())
        .data(data)
        .optimizer(new Adam(Job.LEARNING_RATE))
        .batch(job.batch())
        .epochs(Math.toIntExact((all + epochSteps - 1) / epochSteps))
        .device(device)
        .precision(precision)
        .callback(clock)
        .build()
        .run();
  }

  private static String json(
      Job job,
      Precision precision,
      int steps,
      DataSplit data,
      BlockClock clock,
      TrainingResult result,
      Console console)
      throws IOException {
    long trained = (long) result.last().epoch() * (data.train().size() / job.batch()) * job.batch();
    Evaluation test = result.last().test();
    TrainingRow row = clock.row(job, precision);
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      json.name("engine").value(TrainingJson.ENGINE);
      json.name("version").value("gradus " + Version.gradus());
      json.name("device").value(result.device().id());
      json.name("emulated").value(result.device().hardware().emulated());
      json.name("job").value(job.toString());
      TrainingJson.fields(json, row);
      json.name("threads").value(threads(console));
      json.name("warmup_steps").value(job.warmupSteps());
      json.name("block_steps").value(steps);
      json.name("samples_per_second").beginArray();
      for (double each : clock.samplesPerSecond()) {
        json.value(each);
      }
      json.endArray();
      json.name("median").value(row.samplesPerSecond());
      json.name("cores_busy").value(clock.coresBusy());
      json.name("final_loss").value(clock.lastLoss());
      json.name("test_accuracy").value(test == null ? 0 : test.accuracy());
      json.name("epochs").value((double) trained / data.train().size());
      json.name("java").value(Runtime.version().toString());
      json.name("settings").value("trained to the end of its last epoch before the test");
      json.endObject();
    }
    return text.toString();
  }

  private static int threads(Console console) {
    String told = console.environment().getOrDefault("GRADUS_THREADS", "");
    return told.matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(told)
        : Runtime.getRuntime().availableProcessors();
  }
}
