package org.gradus.jmh;

import java.util.concurrent.TimeUnit;
import org.gradus.random.Philox;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Random words per microsecond on one thread, as a dropout mask draws them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class PhiloxBenchmark {
  private static final int WORDS = 128 * 1024;

  private final int[] words = new int[WORDS];
  private int step;

  /** Words drawn in order, a block of four at a time. */
  @Benchmark
  @OperationsPerInvocation(WORDS)
  public int[] fill() {
    Philox.fill(42L, 7, step++, 0L, words);
    return words;
  }

  /** Words drawn one by one by their index. */
  @Benchmark
  @OperationsPerInvocation(WORDS)
  public int wordByWord() {
    int sum = 0;
    step++;
    for (int i = 0; i < WORDS; i++) {
      sum += Philox.word(42L, 7, step, i);
    }
    return sum;
  }
}
