package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.gradus.data.Augmentation;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Scaling;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PrefetchTest {
  private static final int BATCH = 8;
  private static final Intake BYTES = new Intake(DType.U8, 0, 1);

  private static Batches digits(int samples) {
    Dataset data = Digits.load(Digits.SEED, samples, 10).train();
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, data);
    return Batches.training(data, scaling, BATCH, 1).augmented(Augmentation.parse("shift:2"));
  }

  private static void assertTakes(Prefetch prefetch, Batches batches, int batch) {
    byte[] samples = new byte[BATCH * batches.features()];
    int[] labels = new int[BATCH];
    batches.fill(batch, samples, labels);
    Prefetch.Slot slot = prefetch.take(batch);
    assertArrayEquals(samples, slot.samples.bytes());
    assertArrayEquals(labels, slot.labels.ints());
    prefetch.release();
  }

  private static boolean isRunning() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("gradus-batches"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 30})
  void batchesComeInAnyOrderOverSeveralEpochs(int ahead) {
    Batches batches = digits(80);
    try (Prefetch prefetch = new Prefetch(batches, BYTES, ahead)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        prefetch.pause();
        batches.startEpoch(epoch);
        for (int batch : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 3, 4, 9, 0}) {
          assertTakes(prefetch, batches, batch);
        }
      }
    }
    assertFalse(isRunning(), "the thread is gone");
  }

  @Test
  void whatGoesWrongIsThrownWhereTheBatchIsTaken() {
    Dataset floats = SmallData.of(64, 1);
    Batches batches = Batches.training(floats, Scaling.fit(Scaling.Kind.RAW, floats), BATCH, 1);
    try (Prefetch prefetch = new Prefetch(batches, BYTES, 2)) {
      for (int i = 0; i < 3; i++) {
        IllegalStateException thrown =
            assertThrows(IllegalStateException.class, () -> prefetch.take(1));
        assertEquals("small: features are floats", thrown.getMessage());
      }
      assertTrue(isRunning(), "and it can go on");
    }
    assertFalse(isRunning());
  }

  @Test
  void closesWhileNobodyTakes() {
    Batches batches = digits(80);
    new Prefetch(batches, BYTES, 2).close();
    Prefetch begun = new Prefetch(batches, BYTES, 2);
    begun.take(0);
    begun.close();
    assertFalse(isRunning());
  }

  @Test
  void anInterruptionIsKept() {
    Batches batches = digits(80);
    try (Prefetch prefetch = new Prefetch(batches, BYTES, 2)) {
      Thread.currentThread().interrupt();
      assertTakes(prefetch, batches, 0);
      assertTakes(prefetch, batches, 5);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void nothingIsAllocatedOnceItRuns() {
    Batches batches = digits(8 * 300);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Prefetch prefetch = new Prefetch(batches, BYTES, 2)) {
      take(prefetch, 0, 100);
      long[] ids =
          Thread.getAllStackTraces().keySet().stream()
              .filter(
                  thread ->
                      thread == Thread.currentThread() || thread.getName().equals("gradus-batches"))
              .mapToLong(Thread::threadId)
              .toArray();
      assertEquals(2, ids.length);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        long before = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
        take(prefetch, 100, 300);
        long after = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
        least = Math.min(least, after - before);
      }
      // Asking costs some; two hundred batches would show as 200 of anything.
      assertTrue(least < 3200, "allocated " + least + " bytes");
    }
  }

  private static void take(Prefetch prefetch, int from, int to) {
    for (int batch = from; batch < to; batch++) {
      prefetch.take(batch);
      prefetch.release();
    }
  }
}
