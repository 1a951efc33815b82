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

  /** Dropout is drawn plainly at first, later in vectors: as if all had been either. */
  @Test
  void theChangeDoesNotShow() {
    int n = 1000;
    float[] x = state(n);
    float[] changing = new float[n];
    float[] plain = new float[n];
    FloatDropouts warming = new WarmingDropouts(new SimdDropouts(1), 1);
    FloatDropouts always = new PlainDropouts(1);
    DropoutKey key = new DropoutKey(7, 3);
    for (int step = 1; step <= 500; step++) {
      key.step(step);
      warming.apply(key, 0, 1 << 22, 1.5f, x, 0, changing, 0, n);
      always.apply(key, 0, 1 << 22, 1.5f, x, 0, plain, 0, n);
      assertArrayEquals(plain, changing, "step " + step);
    }
  }

  private static float[] state(int n) {
    RandomStream random = new RandomStream(3, 3);
    float[] state = new float[n];
    for (int i = 0; i < n; i++) {
      state[i] = (float) random.nextNormal();
    }
    return state;
  }
}
