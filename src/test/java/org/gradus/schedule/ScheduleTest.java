package org.gradus.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class ScheduleTest {
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
  void whatCannotBeIsRefused() {
    refused("factor must be in (0, 1]: 1.5", () -> Schedule.exponential(0.1, 1.5, 1));
    refused("factor must be in (0, 1]: NaN", () -> Schedule.exponential(0.1, Double.NaN, 1));
    refused("steps must be at least 1: 0", () -> Schedule.exponential(0.1, 0.5, 0));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
