package org.gradus.jmh;

import java.util.concurrent.TimeUnit;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.pass.Passes;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
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
 * What lies between a model and its first training step on the CPU device, piece by piece:
 * microseconds once Java has compiled the code. A program does each of them a few times, when it is
 * cold.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
public class StepBuildBenchmark {
  /** The model, see {@link Jobs}. */
  @Param({"small", "large"})
  public String job = "small";

  private Device device;
  private VariableStore store;
  private Graph graph;
  private Graph rewritten;
  private Plan plan;

  /** Makes what each piece begins with. */
  @Setup
  public void prepare() {
    device = Devices.open("cpu");
    graph = Jobs.step(job);
    store = device.allocate(graph.variables());
    rewritten = Passes.standard(graph, device.capabilities().kernels());
    plan = Planner.plan(rewritten, device.capabilities().memory());
  }

  /** The graph of a step: layers, loss, gradients, Adam, metrics. */
  @Benchmark
  public Graph graph() {
    return Jobs.step(job);
  }

  /** The passes over it, until nothing changes. */
  @Benchmark
  public Graph passes() {
    return Passes.standard(graph, device.capabilities().kernels());
  }

  /** The order of its steps and the place of each value. */
  @Benchmark
  public Plan plan() {
    return Planner.plan(rewritten, device.capabilities().memory());
  }

  /** The plan's memory, and the code of each step. */
  @Benchmark
  public void load() {
    device.load(plan, store).close();
  }

  /** All of it, without the memory of the variables. */
  @Benchmark
  public void all() {
    device.compile(Jobs.step(job), store).close();
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    store.close();
    device.close();
  }
}
