package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.gradus.device.HostTensor;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

final class DistributionTest {
  @Test
  void figuresAreThoseOfTheFormulas() {
    Distribution some = Distribution.of(HostTensor.of(Shape.of(2, 2), 3f, 0f, -4f, 1f));
    assertEquals(4, some.count());
    assertEquals(0, some.mean());
    assertEquals(Math.sqrt(6.5), some.std());
    assertEquals(-4, some.min());
    assertEquals(3, some.max());
    assertEquals(2, some.meanAbs());
    assertEquals(Math.sqrt(26), some.norm());
    assertEquals(Math.sqrt(6.5), some.rms(), Math.ulp(4.0));
    assertEquals(0.25, some.zeros());
  }

  @Test
  void farFromZeroTheDeviationKeepsItsDigits() {
    assertEquals(0.5, Distribution.of(1e8, 1e8 + 1).std());
  }

  @Test
  void ofNothingAllIsZero() {
    assertEquals(new Distribution(0, 0, 0, 0, 0, 0, 0, 0), Distribution.of());
    assertEquals(0, Distribution.of().rms());
  }

  @Test
  void whatIsNotFiniteShows() {
    assertFalse(Distribution.of(1, Double.NaN).isFinite());
    assertFalse(Distribution.of(1, Double.NEGATIVE_INFINITY).isFinite());
  }
}
