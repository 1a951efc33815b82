package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void isTheMedianAndTheQuartersAroundIt() {
    assertEquals(new Spread(5, 2, 3, 4), Spread.of(List.of(5.0, 1.0, 3.0, 2.0, 4.0)));
    assertEquals(new Spread(2, 1.25, 1.5, 1.75), Spread.of(List.of(2.0, 1.0)));
    assertEquals(new Spread(1, 7, 7, 7), Spread.of(List.of(7.0)));
  }
}
