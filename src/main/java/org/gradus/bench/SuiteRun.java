package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.CheckOptions;
import org.gradus.check.CheckRow;
import org.gradus.check.CheckRunner;
import org.gradus.device.Device;
import org.gradus.device.Devices;

/** The checks of all ops, as {@code gradus check} runs them, with what has come of them so far. */
final class SuiteRun {
  private final boolean quick;
  private final Watcher watcher;
  private final List<CheckRow> failures = new ArrayList<>();
  private long passed;

  SuiteRun(boolean quick, Watcher watcher) {
    this.quick = quick;
    this.watcher = watcher;
  }

  void run(Provider provider) {
    try (Device checked = provider.open();
        Device reference = Devices.plain("cpu")) {
      CheckOptions options = new CheckOptions("", quick, CheckOptions.SEED);
      new CheckRunner(checked, reference, options, this::add).run();
    }
  }

  private void add(CheckRow row) {
    if (row.passed()) {
      passed++;
    } else {
      failures.add(row);
      String what = "%s of %s".formatted(row.check(), row.caseName());
      watcher.failed(new Failure(Part.SUITE.toString(), what, row.message()));
    }
    watcher.checked();
  }

  SuiteResult result() {
    return new SuiteResult(CheckOptions.SEED, quick, passed, failures);
  }
}
