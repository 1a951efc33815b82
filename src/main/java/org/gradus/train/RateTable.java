package org.gradus.train;

import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.schedule.Schedule;

/** Keeps a table of rates on the device ahead of the steps. */
final class RateTable {
  private final long steps;
  private final VariableStore store;
  private final Variable rates;
  private final HostTensor values;
  private Schedule schedule;
  private long filled = -1; // the window of steps the table holds

  /**
   * The table of a training.
   *
   * @param variable the table's name
   * @param steps steps in all; a schedule is not asked for more
   */
  RateTable(String variable, Schedule schedule, long steps, VariableStore store) {
    this.schedule = schedule;
    this.steps = steps;
    this.store = store;
    this.rates = store.variables().get(variable);
    this.values = HostTensor.allocate(rates.spec());
  }

  /** Goes by another schedule from the next step on. */
  void follow(Schedule next) {
    if (!next.equals(schedule)) {
      schedule = next;
      filled = -1;
    }
  }

  /**
   * Makes sure that the table holds the rate of {@code step}.
   *
   * @return how many steps from this one on it holds the rates of, at least 1
   */
  long reach(long step) {
    int count = values.size();
    long window = step / count;
    if (window != filled) {
      fill(window);
    }
    return (window + 1) * count - step;
  }

  private void fill(long window) {
    int count = values.size();
    for (int i = 0; i < count; i++) {
      long at = window * count + i;
      values.set(i, at < steps ? rate(at) : 0);
    }
    store.write(rates, values);
    filled = window;
  }

  private double rate(long step) {
    double rate = schedule.rate(step);
    if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "schedule: the rate of step %d must be zero or a positive finite number: %s"
              .formatted(step, rate));
    }
    return rate;
  }
}
