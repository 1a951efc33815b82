package org.gradus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PacingTest {
  @Test
  void blocksEndWithEpochsOnly() {
    Pacing pacing = new Pacing.Epochs(1, 0.25, 11, 20);
    assertFalse(pacing.isWarm(1000, 5, false));
    assertFalse(pacing.isWarm(1000, 0.9, true));
    assertTrue(pacing.isWarm(1000, 1, true));
    assertFalse(pacing.endsBlock(1000, 5, false));
    assertFalse(pacing.endsBlock(1000, 0.2, true));
    assertTrue(pacing.endsBlock(7, 0.25, true));
  }

  @Test
  void slowTrainingsAreEnoughAfterThreeBlocks() {
    Pacing pacing = new Pacing.Epochs(1, 0.25, 11, 20);
    assertFalse(pacing.isEnough(10, 19));
    assertTrue(pacing.isEnough(11, 3));
    assertFalse(pacing.isEnough(2, 100));
    assertTrue(pacing.isEnough(3, 20));
  }

  @Test
  void quantilesLieBetweenTimes() {
    Times times = new Times(List.of(4.0, 1.0, 2.0, 3.0));
    assertEquals(1, times.quantile(0));
    assertEquals(2.5, times.median());
    assertEquals(4, times.quantile(1));
    assertEquals((3.25 - 1.75) / 2.5, times.spread(), 1e-12);
    assertEquals(1, new Times(List.of(0.0)).median());
    assertThrows(IllegalArgumentException.class, () -> new Times(List.of()));
  }
}
