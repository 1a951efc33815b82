package org.gradus.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.gradus.bench.Job;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.nn.Model;
import org.gradus.random.RandomStream;
import org.gradus.train.TrainingStep;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole training steps on the CPU device - forward, backward, Adam, metrics - of the two models of
 * {@code bench/peers}, on a batch of random numbers that stays in place.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
public class TrainingStepBenchmark {
  /** The model: 784-256-10 at batch 128, or 784-1024-1024-10 with norms and dropout at 256. */
  @Param({"small", "large"})
  public String job = "small";

  private Device device;
  private VariableStore store;
  private Executable executable;

  /** Builds the step and fills its inputs. */
  @Setup
  public void compile() {
    Graph graph = Jobs.step(job);
    device = Devices.open("cpu");
    store = device.allocate(graph.variables());
    store.initialize(Jobs.SEED);
    Variable table = graph.variables().get(TrainingStep.RATES);
    HostTensor rates = HostTensor.allocate(table.spec());
    Arrays.fill(rates.floats(), (float) Job.LEARNING_RATE);
    store.write(table, rates);
    executable = device.compile(graph, store);
    fillBatch();
  }

  private void fillBatch() {
    RandomStream random = new RandomStream(Jobs.SEED, 0);
    HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextNormal());
    }
    HostTensor labels = HostTensor.allocate(executable.plan().input(TrainingStep.LABELS).spec());
    for (int i = 0; i < labels.size(); i++) {
      labels.set(i, random.nextInt(Jobs.CLASSES));
    }
    executable.write(Model.INPUT, x);
    executable.write(TrainingStep.LABELS, labels);
  }

  /** One step. */
  @Benchmark
  public void step() {
    executable.run();
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    executable.close();
    store.close();
    device.close();
  }
}
