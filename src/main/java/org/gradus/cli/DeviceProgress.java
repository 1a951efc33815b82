package org.gradus.cli;

import org.gradus.bench.DeviceBench;
import org.gradus.bench.Failure;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Part;
import org.gradus.bench.TrainingRow;
import org.gradus.bench.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Says which part is under way and what fails, and writes the results every few seconds: whoever
 * ends the program keeps what was measured until then.
 */
final class DeviceProgress implements Watcher {
  private static final long INTERVAL = 5_000_000_000L; // nanoseconds between two files

  private final Console console;
  private final ResultFiles files;
  private @Nullable DeviceBench bench;
  private long written = System.nanoTime();
  private long start = System.nanoTime();
  private String part = "";
  private int count;

  DeviceProgress(Console console, ResultFiles files) {
    this.console = console;
    this.files = files;
  }

  /** Takes the results from {@code source}. */
  void watch(DeviceBench source) {
    bench = source;
  }

  @Override
  public void begins(Part next) {
    end();
    if (!part.isEmpty()) { // before the first part there is nothing to keep
      write();
    }
    part = next.toString();
    start = System.nanoTime();
    count = 0;
    console.err().println(part + " ...");
  }

  private void end() {
    if (console.terminal() && !part.isEmpty()) {
      console.err().printf("\r%40s\r", "");
    }
  }

  @Override
  public void checked() {
    count("checks");
  }

  @Override
  public void measured(KernelRow row) {
    count("kernels");
  }

  @Override
  public void measured(TrainingRow row) {
    count("trainings");
  }

  private void count(String what) {
    count++;
    if (console.terminal()) {
      long seconds = (System.nanoTime() - start) / 1_000_000_000L;
      console.err().printf("\r%d %s, %d s ", count, what, seconds);
    }
    if (System.nanoTime() - written > INTERVAL) {
      write();
    }
  }

  @Override
  public void failed(Failure failure) {
    console
        .err()
        .println("gradus: %s: %s: %s".formatted(failure.part(), failure.what(), failure.message()));
  }

  private void write() {
    DeviceBench source = bench;
    if (source != null) {
      files.writeData(source.result());
      written = System.nanoTime();
    }
  }
}
