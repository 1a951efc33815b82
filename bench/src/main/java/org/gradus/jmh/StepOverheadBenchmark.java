package org.gradus.jmh;

import java.util.concurrent.TimeUnit;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a run costs beside its arithmetic: plans of one and of sixteen steps, each over four
 * numbers. Runs are queued as a training queues them; the last of a hundred is waited for.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
public class StepOverheadBenchmark {
  private static final int RUNS = 100;
  private static final int NUMBERS = 4;

  /** The device; {@code gradus bench host} asks for all that are there. */
  @Param("cpu")
  public String device = "cpu";

  /** The number of steps in the plan. */
  @Param({"1", "16"})
  public int steps = 1;

  private Device opened;
  private VariableStore store;
  private Executable executable;
  private HostTensor input;
  private HostTensor output;

  /** Plans tanh of tanh of ... of the input. */
  @Setup
  public void compile() {
    Graph graph = new Graph();
    Tensor value = graph.input("x", DType.F32, NUMBERS);
    for (int i = 0; i < steps; i++) {
      value = value.tanh();
    }
    graph.output("y", value);
    opened = Devices.plain(device);
    store = opened.allocate(graph.variables());
    executable = opened.compile(graph, store);
    if (executable.plan().steps().size() != steps) {
      throw new IllegalStateException(executable.plan() + " has not " + steps + " steps");
    }
    input = HostTensor.allocate(executable.plan().input("x").spec());
    output = HostTensor.allocate(executable.plan().output("y").spec());
    executable.write("x", input);
  }

  /** A run of the plan. */
  @Benchmark
  @OperationsPerInvocation(RUNS)
  public void run() {
    for (int i = 0; i < RUNS; i++) {
      executable.run();
    }
    executable.read("y", output);
  }

  /** A run that takes its input from the host and hands its output back. */
  @Benchmark
  public void writeRunRead() {
    executable.write("x", input);
    executable.run();
    executable.read("y", output);
  }

  /** Frees the device. */
  @TearDown
  public void close() {
    executable.close();
    store.close();
    opened.close();
  }
}
