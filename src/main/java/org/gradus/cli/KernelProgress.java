package org.gradus.cli;

import org.gradus.bench.Failure;
import org.gradus.bench.KernelRow;
import org.gradus.bench.Watcher;

/** Shows on a terminal how far the kernels have come, and tells of failures at once. */
final class KernelProgress implements Watcher {
  private final Console console;
  private int measured;
  private int failures;

  KernelProgress(Console console) {
    this.console = console;
  }

  @Override
  public void measured(KernelRow row) {
    measured++;
    if (console.terminal()) {
      console.err().printf("\r%d kernels, %-26s", measured, row.op());
    }
  }

  @Override
  public void failed(Failure failure) {
    failures++;
    console.err().println("gradus: %s: %s".formatted(failure.what(), failure.message()));
  }

  /** Returns how much could not be measured. */
  int failures() {
    return failures;
  }
}
