package org.gradus.schedule;

import static java.lang.Double.NaN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradus.fixtures.Fixture;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
  private static final double RATE = 0.25;

  @Test
  void aConstantStays() {
    assertEquals(0.1, Schedule.constant(0.1).rate(0));
    assertEquals(0.1, Schedule.constant(0.1).rate(1L << 40));
  }

  @Test
  void anExponentialFallsByItsFactor() {
    Schedule schedule = Schedule.exponential(0.1, 0.25, 100);
    assertEquals(0.1, schedule.rate(0));
    assertEquals(0.05, schedule.rate(50), 1e-17);
    assertEquals(0.025, schedule.rate(100), 1e-17);
    assertEquals(0.1, Schedule.exponential(0.1, 1, 100).rate(12345));
  }

  @Test
  void ratesArePyTorchs() {
    agrees("constant", Schedule.constant(RATE));
    agrees("step", Schedule.step(RATE, 0.5, 7));
    agrees("exponential", Schedule.exponential(RATE, 0.98, 1));
    agrees("polynomial", Schedule.polynomial(RATE, 0, 2, 30));
    agrees("linear", Schedule.polynomial(RATE, 0, 1, 30));
    agrees("cosine", Schedule.cosine(RATE, 0.01, 39));
    agrees("cosine_restarts", Schedule.cosineRestarts(RATE, 0.01, 10, 1));
    agrees("cosine_growing", Schedule.cosineRestarts(RATE, 0, 6, 2));
    agrees("one_cycle", Schedule.oneCycle(RATE, 41));
    agrees("warm_up_step", Schedule.step(RATE, 0.5, 7).warmedUp(5));
    agrees("plateau", Schedule.reduceOnPlateau(RATE, 0.5, 2));
    agrees("plateau_at_once", Schedule.reduceOnPlateau(RATE, 0.1, 0));
  }

  /** The fixture's rates; a case with losses is told one after each of its steps. */
  private static void agrees(String name, Schedule schedule) {
    Fixture expected = Fixture.load("schedules_f64").object(name);
    double[] losses = expected.has("losses") ? expected.values("losses").data() : new double[0];
    double[] rates = expected.values("rates").data();
    Schedule followed = schedule;
    for (int step = 0; step < rates.length; step++) {
      assertEquals(rates[step], followed.rate(step), 1e-14 * RATE, name + ", step " + step);
      followed = losses.length == 0 ? followed : followed.after(losses[step]);
    }
  }

  @Test
  void schedulesStayWhereTheyEnd() {
    assertEquals(0.01, Schedule.cosine(RATE, 0.01, 10).rate(1000), 1e-17);
    assertEquals(0.01, Schedule.polynomial(RATE, 0.01, 2, 10).rate(1000), 1e-17);
    assertEquals(RATE / 250_000, Schedule.oneCycle(RATE, 10).rate(1000), 1e-20);
  }

  @Test
  void aClimbHasAllItsSteps() {
    Schedule schedule = Schedule.constant(1).warmedUp(4);
    assertEquals(0.25, schedule.rate(0));
    assertEquals(1, schedule.rate(3));
    assertEquals(1, schedule.rate(4));
    Schedule none = Schedule.constant(1);
    assertSame(none, none.warmedUp(0));
  }

  @Test
  void whatIsBehindAClimbIsToldTheLosses() {
    Schedule schedule = Schedule.reduceOnPlateau(1, 0.5, 0).warmedUp(4);
    assertEquals(1, schedule.after(2).rate(9));
    assertEquals(0.5, schedule.after(2).after(2).rate(9));
    assertEquals(0.125, schedule.after(2).after(2).rate(0));
  }

  @Test
  void aLossThatIsNoNumberIsNoProgress() {
    Schedule schedule = Schedule.reduceOnPlateau(1, 0.5, 0).after(2);
    assertEquals(0.5, schedule.after(Double.NaN).rate(0));
  }

  @Test
  void epochsAreRoundedToSteps() {
    Timetable time = new Timetable(7, 3);
    assertEquals(21, time.steps());
    assertEquals(4, time.steps(0.5));
    assertEquals(1, time.steps(0));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("factor must be in (0, 1]: 1.5", () -> Schedule.exponential(0.1, 1.5, 1));
    refused("factor must be in (0, 1]: NaN", () -> Schedule.exponential(0.1, NaN, 1));
    refused("steps must be at least 1: 0", () -> Schedule.exponential(0.1, 0.5, 0));
    refused("rate must be zero or positive and finite: -0.1", () -> Schedule.constant(-0.1));
    refused("end must be zero or positive and finite: NaN", () -> Schedule.cosine(1, NaN, 9));
    refused("power must be positive: 0.0", () -> Schedule.polynomial(1, 0, 0, 9));
    refused("growth must be positive: 0.0", () -> Schedule.cosineRestarts(1, 0, 9, 0));
    refused("steps must be at least 4: 3", () -> Schedule.oneCycle(1, 3));
    refused("factor must be in (0, 1): 1.0", () -> Schedule.reduceOnPlateau(1, 1, 2));
    refused("patience must not be negative: -1", () -> Schedule.reduceOnPlateau(1, 0.5, -1));
    refused("steps must be at least 1: -1", () -> Schedule.constant(1).warmedUp(-1));
    refused("epochs must be at least 1: 0", () -> new Timetable(1, 0));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
