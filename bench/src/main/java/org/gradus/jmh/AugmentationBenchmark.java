package org.gradus.jmh;

import java.util.concurrent.TimeUnit;
import org.gradus.data.Augmentation;
import org.gradus.data.DataSplit;
import org.gradus.data.Digits;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Samples a second of a training whose batches the host fills, when they are needed or ahead: three
 * epochs of 12,800 digits in batches of 128, compiling the step included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
public class AugmentationBenchmark {
  private static final int SAMPLES = 12_800;
  private static final int EPOCHS = 3;

  /** Where it is trained. */
  @Param({"cpu"})
  public String device = "cpu";

  /** What is done to the images. */
  @Param({"none", "shift:2", "shift:2,rotate:10"})
  public String augment = "none";

  /** Width of the hidden layer. */
  @Param({"256", "1024"})
  public int hidden = 256;

  /** Batches that are filled ahead. */
  @Param({"0", "2"})
  public int prefetch;

  private DataSplit digits;

  /** Draws the digits. */
  @Setup
  public void draw() {
    digits = Digits.load(Jobs.SEED, SAMPLES, 1);
  }

  /** Trains. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES * EPOCHS)
  public TrainingResult train() {
    TrainerBuilder training =
        Trainer.builder(
                new Sequential(
                    new Flatten(), new Dense(hidden), Activation.named("relu"), new Dense(10)))
            .train(digits.train())
            .optimizer(new Adam(0.001))
            .device(device)
            .epochs(EPOCHS)
            .prefetch(prefetch);
    if (!augment.equals("none")) {
      training.augmentation(Augmentation.parse(augment));
    }
    return training.build().run();
  }
}
