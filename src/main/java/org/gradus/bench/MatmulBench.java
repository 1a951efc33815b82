package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceInfo;
import org.jspecify.annotations.Nullable;

/** Measures matrix products with the kernels of each provider in turns. */
public final class MatmulBench {
  private final List<Provider> providers;
  private final DeviceInfo device;
  private final boolean quick;

  /** Told of what is measured, in its order. */
  public interface Listener {
    /** A product has rows, of each provider that did not fail. */
    void measured(List<MatmulRow> rows);

    /** A provider could not compute a product. */
    void failed(Failure failure);
  }

  /**
   * A benchmark of {@code device}.
   *
   * @param providers whose kernels are measured, at least one
   * @param device what they open
   * @param quick whether repeats are few: it shows that all runs, and no speed
   */
  public MatmulBench(List<Provider> providers, DeviceInfo device, boolean quick) {
    this.providers = List.copyOf(providers);
    this.device = device;
    this.quick = quick;
  }

  /** Bytes that the sets of operands of a product take together, at the least. */
  public long traffic() {
    return Traffic.of(device, quick).bytes();
  }

  /** Measures all products. */
  public List<MatmulRow> run(List<MatmulCase> cases, Listener listener) {
    List<MatmulRow> all = new ArrayList<>();
    try (Sessions sessions = new Sessions(providers, device, quick)) {
      for (MatmulCase one : cases) {
        List<MatmulRow> rows = inTurns(one, sessions, listener);
        if (!rows.isEmpty()) {
          listener.measured(rows);
          all.addAll(rows);
        }
      }
    }
    return all;
  }

  private List<MatmulRow> inTurns(MatmulCase one, Sessions sessions, Listener listener) {
    List<Turn> turns = new ArrayList<>();
    for (Session session : sessions.all()) {
      turns.add(new Turn(session, one));
    }
    try {
      turns.forEach(Turn::begin);
      Pace pace = new Pace(quick);
      while (turns.stream().anyMatch(Turn::goesOn) && pace.goesOn()) {
        turns.forEach(Turn::sample);
      }
      List<MatmulRow> rows = new ArrayList<>();
      for (Turn turn : turns) {
        turn.finish(rows, listener);
      }
      return ratios(rows);
    } finally {
      turns.forEach(Turn::close);
    }
  }

  private List<MatmulRow> ratios(List<MatmulRow> rows) {
    double first =
        rows.stream()
            .map(MatmulRow::times)
            .filter(row -> row.provider().equals(providers.getFirst().name()))
            .mapToDouble(row -> row.times().median())
            .findFirst()
            .orElse(0);
    return rows.stream()
        .map(row -> row.withRatio(first == 0 ? 0 : row.times().times().median() / first))
        .toList();
  }

  /** A provider's turns at a product, until it fails. */
  private static final class Turn {
    private final Session session;
    private final MatmulCase one;
    private @Nullable CaseRun run;
    private @Nullable Failure failure;

    Turn(Session session, MatmulCase one) {
      this.session = session;
      this.one = one;
    }

    boolean goesOn() {
      return failure == null;
    }

    void begin() {
      attempt(
          () -> {
            CaseRun loaded = session.load(one.kernel());
            run = loaded;
            Session.warmUp(loaded);
          });
    }

    void sample() {
      CaseRun loaded = run;
      if (loaded != null && failure == null) {
        attempt(loaded::sample);
      }
    }

    private void attempt(Runnable work) {
      try {
        work.run();
      } catch (RuntimeException | OutOfMemoryError e) {
        failure = Failure.of("matmul", KernelRow.title(one.toString(), session.name()), e);
        run = null; // goes with its device
        session.reopen();
      }
    }

    void finish(List<MatmulRow> rows, Listener listener) {
      CaseRun loaded = run;
      if (failure != null) {
        listener.failed(failure);
      } else if (loaded != null) {
        rows.add(new MatmulRow(one, loaded.row(), loaded.chosen(), 0));
      }
    }

    void close() {
      if (run != null) {
        run.close();
      }
    }
  }
}
