package org.gradus.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsOnceAndBeforeRunReturns(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int section = 0; section < 2000; section++) {
        int tasks = section % 17;
        AtomicIntegerArray ran = new AtomicIntegerArray(17);
        workers.run(tasks, ran::incrementAndGet);
        for (int i = 0; i < 17; i++) {
          assertEquals(i < tasks ? 1 : 0, ran.get(i), "section " + section + " task " + i);
        }
      }
    }
  }

  @Test
  void plainWritesOfTasksAreSeenByTheCaller() {
    try (Workers workers = new Workers(3)) {
      int[] values = new int[64];
      for (int section = 1; section <= 5000; section++) {
        int value = section;
        workers.run(values.length, i -> values[i] = value);
        for (int i = 0; i < values.length; i++) {
          assertEquals(section, values[i]);
        }
      }
    }
  }

  @Test
  void parkedThreadsWakeUp() throws InterruptedException {
    try (Workers workers = new Workers(3)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(2);
        AtomicInteger sum = new AtomicInteger();
        workers.run(5, sum::addAndGet);
        assertEquals(10, sum.get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aTasksExceptionReachesTheCallerAndThePoolGoesOn(int threads) {
    try (Workers workers = new Workers(threads)) {
      IllegalStateException thrown = new IllegalStateException("task 3");
      Workers.Task failing =
          i -> {
            if (i == 3) {
              throw thrown;
            }
          };
      assertSame(thrown, assertThrows(IllegalStateException.class, () -> workers.run(9, failing)));
      AtomicInteger sum = new AtomicInteger();
      workers.run(4, sum::addAndGet);
      assertEquals(6, sum.get());
    }
  }

  @Test
  void innerSectionsRunInline() {
    try (Workers workers = new Workers(3)) {
      AtomicInteger ran = new AtomicInteger();
      workers.run(
          4,
          outer -> {
            int slot = Workers.slot();
            workers.run(
                5,
                inner -> {
                  assertEquals(slot, Workers.slot());
                  ran.incrementAndGet();
                });
          });
      assertEquals(20, ran.get());
    }
  }

  @Test
  void slotsAreBelowTheNumberOfThreads() {
    try (Workers workers = new Workers(3)) {
      workers.run(1000, i -> assertTrue(Workers.slot() < 3));
      assertEquals(0, Workers.slot());
    }
  }

  @Test
  void twoCallersTakeTurns() throws InterruptedException {
    try (Workers workers = new Workers(2)) {
      AtomicInteger sum = new AtomicInteger();
      Runnable caller =
          () -> {
            for (int section = 0; section < 500; section++) {
              workers.run(4, sum::addAndGet);
            }
          };
      Thread other = new Thread(caller);
      other.start();
      caller.run();
      other.join();
      assertEquals(2 * 500 * 6, sum.get());
    }
  }

  @Test
  void aClosedPoolRefuses() {
    Workers workers = new Workers(2);
    workers.close();
    Throwable e = assertThrows(IllegalStateException.class, () -> workers.run(2, i -> {}));
    assertEquals("workers: run after close", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0,16,0", "1,16,1", "16,16,1", "17,16,2", "2147483647,16,134217728"})
  void chunksCoverTheLength(int length, int grain, int chunks) {
    assertEquals(chunks, Workers.chunks(length, grain));
    assertEquals(0, Workers.chunkStart(0, length, grain));
    assertEquals(length, Workers.chunkStart(chunks, length, grain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "two", "", "1025", "99999999999"})
  void badThreadNumbersAreRefused(String text) {
    Throwable e = assertThrows(IllegalArgumentException.class, () -> Workers.parseThreads(text));
    assertEquals(
        "GRADUS_THREADS: must be a whole number from 1 to 1024, got \"" + text + "\"",
        e.getMessage());
    assertEquals(3, Workers.parseThreads(" 3 "));
  }

  @Test
  void aPoolWithoutThreadsIsRefused() {
    Throwable e = assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertEquals("threads: must be at least 1, got 0", e.getMessage());
  }
}
