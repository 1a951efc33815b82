package org.gradus.cpu.math;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Time of an f32 matrix product on all threads, by both of Gradus' kernels.
 *
 * <p>{@link MatmulComparison} sets it beside OpenBLAS, call by call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark {
  /** M x K x N and the transposes: 1024 cubed, and the products of two MLPs' training steps. */
  @Param({
    "1024x1024x1024 NN",
    "128x784x256 NN",
    "784x128x256 TN",
    "256x1024x1024 NN",
    "1024x256x1024 TN",
    "256x1024x1024 NT"
  })
  public String shape = "";

  /** Which kernels: those on the Vector API, or plain Java. */
  @Param({"vector", "plain"})
  public String kernels = "";

  private Workers workers = new Workers(1);
  private Sgemm sgemm = new Sgemm(workers, new PlainKernels());
  private Product product = Product.of("1x1x1 NN");

  /** Makes the pool and the operands. */
  @Setup(Level.Trial)
  public void setUp() {
    workers = new Workers(Workers.defaultThreads());
    sgemm = new Sgemm(workers, kernels.equals("plain") ? new PlainKernels() : new SimdKernels());
    product = Product.of(shape);
  }

  /** One product. */
  @Benchmark
  public float[] multiply() {
    product.run(sgemm);
    return product.c;
  }

  /** Ends the pool. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
  }
}
