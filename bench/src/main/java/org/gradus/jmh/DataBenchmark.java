package org.gradus.jmh;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Scaling;
import org.gradus.io.Idx;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Samples a second from files to batches, on one thread: 12,800 digits of 28 x 28 bytes that the
 * program draws itself, always the same ones.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseParallelGC"})
public class DataBenchmark {
  private static final int SAMPLES = 12_800;
  private static final int BATCH = 128;

  private Path folder;
  private Path plain;
  private Path packed;
  private Dataset digits;
  private Batches batches;
  private byte[] bytes;
  private float[] floats;
  private int[] labels;
  private int epoch;

  /** Draws the digits and writes them as MNIST's files are. */
  @Setup
  public void draw() throws IOException {
    digits = Digits.load(Jobs.SEED, SAMPLES, 1).train();
    batches = Batches.training(digits, Scaling.fit(Scaling.Kind.UNIT, digits), BATCH, Jobs.SEED);
    bytes = new byte[BATCH * digits.features()];
    floats = new float[BATCH * digits.features()];
    labels = new int[BATCH];
    byte[] file = idx();
    folder = Files.createTempDirectory("gradus-bench-");
    plain = Files.write(folder.resolve("images"), file);
    packed = folder.resolve("images.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(file);
    }
  }

  private byte[] idx() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.writeInt(0x0803); // unsigned bytes in three dimensions
      out.writeInt(SAMPLES);
      out.writeInt(digits.sampleShape().dim(0));
      out.writeInt(digits.sampleShape().dim(1));
      Batches inOrder = batches.inOrder(BATCH);
      for (int batch = 0; batch < inOrder.count(); batch++) {
        inOrder.fill(batch, bytes, labels);
        out.write(bytes);
      }
    }
    return file.toByteArray();
  }

  /** Reads an IDX file that lies in the system's cache. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public Idx.Bytes readPlain() {
    return Idx.read(plain, 3);
  }

  /** Reads the same file, packed by gzip. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public Idx.Bytes readPacked() {
    return Idx.read(packed, 3);
  }

  /** Shuffles the order of an epoch. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public void shuffle() {
    batches.startEpoch(++epoch);
  }

  /** Gathers all batches of 128 as bytes, which a device scales. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public byte[] gatherBytes() {
    for (int batch = 0; batch < batches.count(); batch++) {
      batches.fill(batch, bytes, labels);
    }
    return bytes;
  }

  /** Gathers all batches of 128 and scales them to [0, 1]. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public float[] gatherFloats() {
    for (int batch = 0; batch < batches.count(); batch++) {
      batches.fill(batch, floats, labels);
    }
    return floats;
  }

  /** Deletes the files. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(plain);
    Files.delete(packed);
    Files.delete(folder);
  }
}
