package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.gradus.random.RandomStream;
import org.junit.jupiter.api.Test;

class LoopWarmUpTest {
  private static void await(LoopWarmUp loop) throws InterruptedException {
    long giveUp = System.nanoTime() + 30_000_000_000L;
    while (!loop.isDone() && System.nanoTime() < giveUp) {
      Thread.sleep(1);
    }
    assertTrue(loop.isDone());
  }

  @Test
  void beginsWithTheFirstQuestionAndEndsWhenTheLoopIsFast() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    LoopWarmUp loop =
        new LoopWarmUp(
            () -> {
              if (calls.incrementAndGet() < 100) { // as if not compiled
                spin(LoopWarmUp.LENGTH * 50L);
              }
            });
    Thread.sleep(5);
    assertEquals(0, calls.get());
    assertFalse(loop.isDone());
    await(loop);
    assertTrue(calls.get() >= 100);
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /** Adam's first steps are plain, later ones on vectors: as if all had been either. */
  @Test
  void theChangeDoesNotShow() {
    int n = 1000;
    float[][] changing = state(n);
    float[][] plain = state(n);
    FloatUpdates warming = new WarmingUpdates(new SimdUpdates());
    FloatUpdates always = new PlainUpdates();
    AdamScalars scalars = new AdamScalars();
    for (int step = 1; step <= 2000; step++) {
      scalars.set(0.9, 0.999, 1e-8, 0.01, 0, false, step);
      for (float[][] s : new float[][][] {changing, plain}) {
        FloatUpdates updates = s == changing ? warming : always;
        updates.adam(s[0], 0, s[1], 0, s[2], 0, s[3], 0, scalars, n);
      }
    }
    assertArrayEquals(plain[0], changing[0]);
  }

  private static float[][] state(int n) {
    RandomStream random = new RandomStream(3, 3);
    float[][] state = new float[4][n];
    for (int i = 0; i < n; i++) {
      state[0][i] = (float) random.nextNormal();
      state[1][i] = (float) random.nextNormal();
    }
    return state;
  }
}
