package peer;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Warms an engine up, times blocks of training steps, and prints the result as one line of JSON.
 *
 * <p>Arguments: {@code --job small|large --data-dir DIR [--blocks N] [--steps N] [--warmup N]
 * [--seed N]}.
 */
public final class Measurement {
  /** Builds the engine's model for a job; what it does here is not timed. */
  public interface Start {
    /** The engine with its model and the data where it wants them. */
    Engine start(Job job, Mnist data, long seed);
  }

  private final Job job;
  private final Mnist data;
  private final int batches;
  private int done;

  private Measurement(Job job, Mnist data) {
    this.job = job;
    this.data = data;
    this.batches = data.trainY().length / job.batch(); // a tail that fills no batch is left out
  }

  /** Runs a peer's program. */
  public static void main(String[] args, Start start) throws Exception {
    Job job = Job.named(option(args, "--job", "small"));
    long seed = Long.parseLong(option(args, "--seed", "1"));
    int blocks = Integer.parseInt(option(args, "--blocks", "7"));
    int steps = Integer.parseInt(option(args, "--steps", String.valueOf(job.steps())));
    int warmup = Integer.parseInt(option(args, "--warmup", String.valueOf(job.warmup())));
    Mnist data = Mnist.read(Path.of(option(args, "--data-dir", "")), seed);
    try (Engine engine = start.start(job, data, seed)) {
      if (engine.parameters() != job.parameters()) {
        throw new IllegalStateException(
            "the model has " + engine.parameters() + " parameters, not " + job.parameters());
      }
      System.out.println(new Measurement(job, data).measure(engine, warmup, blocks, steps));
    }
  }

  private static String option(String[] args, String name, String otherwise) {
    int at = Arrays.asList(args).indexOf(name);
    return at < 0 ? otherwise : args[at + 1];
  }

  private String measure(Engine engine, int warmup, int blocks, int steps) {
    train(engine, warmup);
    double[] rates = new double[blocks];
    long cpu = cpuNanos();
    long wall = System.nanoTime();
    for (int i = 0; i < blocks; i++) {
      long start = System.nanoTime();
      train(engine, steps);
      rates[i] = steps * (double) job.batch() / ((System.nanoTime() - start) * 1e-9);
    }
    double busy = (cpuNanos() - cpu) / (double) (System.nanoTime() - wall);
    return json(engine, warmup, steps, rates, busy);
  }

  /** Processor time of this process; set against the clock it shows a run that was disturbed. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private void train(Engine engine, int steps) {
    for (int i = 0; i < steps; i++) {
      engine.step(done++ % batches * job.batch());
    }
  }

  private String json(Engine engine, int warmup, int steps, double[] rates, double busy) {
    String blocks =
        Arrays.stream(rates)
            .mapToObj(rate -> String.format(Locale.ROOT, "%.0f", rate))
            .collect(Collectors.joining(","));
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return String.format(
        Locale.ROOT,
        "{\"engine\":\"%s\",\"version\":\"%s\",\"job\":\"%s\",\"batch\":%d,\"parameters\":%d,"
            + "\"threads\":%d,\"warmup_steps\":%d,\"block_steps\":%d,"
            + "\"samples_per_second\":[%s],\"median\":%.0f,\"cores_busy\":%.2f,\"final_loss\":%.4f,"
            + "\"test_accuracy\":%.4f,\"epochs\":%.2f,\"java\":\"%s\",\"settings\":\"%s\"}",
        engine.name(),
        engine.version(),
        job.name(),
        job.batch(),
        engine.parameters(),
        threads(),
        warmup,
        steps,
        blocks,
        median,
        busy,
        engine.loss(),
        engine.testAccuracy(),
        done * (double) job.batch() / data.trainY().length,
        System.getProperty("java.vm.version"),
        engine.settings());
  }

  private static int threads() {
    String asked = System.getenv("OMP_NUM_THREADS");
    return asked == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(asked);
  }
}
