package org.gradus.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Tuning;
import org.gradus.device.Tuning.Found;
import org.gradus.device.Tuning.Way;
import org.gradus.plan.Planner;
import org.gradus.plan.Step;

/** Measures the ways in which a device can compute matrix products, in turns. */
public final class TuneBench {
  /** Ways beyond these are not measured, the less likely first. */
  private static final int MOST = 16;

  private static final int QUICK_MOST = 3;

  /** So many are measured whatever the model expects of them. */
  private static final int FEWEST = 4;

  /** Others only if the model expects at most so many times the best one's time. */
  private static final double UNLIKELY = 2.5;

  private final Provider provider;
  private final DeviceInfo info;
  private final boolean quick;

  /**
   * What a way took.
   *
   * @param title which way
   * @param times a run's time by the device's clock
   */
  public record Timed(String title, Times times) {}

  /**
   * A product's ways.
   *
   * @param product which product
   * @param found what goes into the table
   * @param ways all that were measured, the fastest first
   */
  public record Tuned(MatmulCase product, Found found, List<Timed> ways) {
    /** Keeps an unmodifiable copy. */
    public Tuned {
      ways = List.copyOf(ways);
    }
  }

  /** Told of what is measured, in its order. */
  public interface Listener {
    /** A product's ways have been measured. */
    void tuned(Tuned tuned);

    /** A way does not work, or a product has none that does. */
    void failed(Failure failure);
  }

  /**
   * A benchmark of a device's own kernels.
   *
   * @param provider opens the device
   * @param info what it opens
   * @param quick whether ways and repeats are few: it shows that all runs, and no speed
   */
  public TuneBench(Provider provider, DeviceInfo info, boolean quick) {
    this.provider = provider;
    this.info = info;
    this.quick = quick;
  }

  /**
   * Measures all products.
   *
   * @throws DeviceException if the device has no choice
   */
  public void run(List<MatmulCase> cases, Listener listener) {
    try (Session session = new Session(provider, info, quick)) {
      for (MatmulCase one : cases) {
        try {
          tune(session, one, listener);
        } catch (RuntimeException | OutOfMemoryError e) {
          session.reopen();
          listener.failed(Failure.of("tune", one.toString(), e));
        }
      }
    }
  }

  /** The ways to compute matrix products that {@code device} has. */
  static Tuning tuning(Device device) {
    Tuning tuning = device.tuning();
    if (tuning == null) {
      throw new DeviceException(
          "device '%s' has but one way to multiply matrices: there is nothing to tune"
              .formatted(device.info().id()));
    }
    return tuning;
  }

  private void tune(Session session, MatmulCase one, Listener listener) {
    Step step = step(session.device(), one);
    List<String> titles = new ArrayList<>(likely(tuning(session.device()).ways(step)));
    String model = titles.getFirst();
    while (!titles.isEmpty()) {
      List<Timed> ways = new ArrayList<>();
      String wrong = measure(session, one, titles, ways, listener);
      if (wrong.isEmpty()) {
        ways.sort(Comparator.comparingDouble(way -> way.times().median()));
        listener.tuned(
            new Tuned(one, found(tuning(session.device()).product(step), model, ways), ways));
        return;
      }
      titles.remove(wrong); // and the others once more, on the device opened anew
    }
  }

  private static Found found(String product, String model, List<Timed> ways) {
    Timed best = ways.getFirst();
    double expected =
        ways.stream()
            .filter(way -> way.title().equals(model))
            .mapToDouble(way -> way.times().median())
            .findFirst()
            .orElse(best.times().median());
    return new Found(product, best.title(), best.times().median(), expected);
  }

  private static Step step(Device device, MatmulCase one) {
    return Planner.plan(one.kernel().graph(1), device.capabilities().memory().unshared())
        .steps()
        .getFirst();
  }

  private List<String> likely(List<Way> ways) {
    double most = UNLIKELY * ways.getFirst().nanoseconds();
    List<String> titles = new ArrayList<>();
    for (Way way : ways.subList(0, Math.min(ways.size(), quick ? QUICK_MOST : MOST))) {
      if (titles.size() < FEWEST || way.nanoseconds() <= most) {
        titles.add(way.title());
      }
    }
    return titles;
  }

  /** Returns the way that failed, empty if none did. */
  private String measure(
      Session session, MatmulCase one, List<String> titles, List<Timed> ways, Listener listener) {
    List<CaseRun> runs = new ArrayList<>();
    String now = "";
    try {
      for (String title : titles) {
        now = title;
        CaseRun run = session.load(one.kernel(), title, titles.size());
        runs.add(run);
        Session.warmUp(run);
      }
      runs.forEach(CaseRun::clear);
      Pace pace = new Pace(quick);
      while (pace.goesOn()) {
        for (int i = 0; i < runs.size(); i++) {
          now = titles.get(i);
          runs.get(i).sample();
        }
      }
      for (int i = 0; i < runs.size(); i++) {
        ways.add(new Timed(titles.get(i), runs.get(i).row().times()));
      }
      runs.forEach(CaseRun::close);
      return "";
    } catch (RuntimeException | OutOfMemoryError e) {
      session.reopen();
      listener.failed(Failure.of("tune", "%s by %s".formatted(one, now), e));
      return now;
    }
  }
}
