package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ChunkTest {
  private static final long MICRO = 1000;

  @Test
  void chunksGrowToTwentyMilliseconds() {
    Chunk chunk = new Chunk(0, 60);
    assertEquals(1, chunk.length(1000));
    chunk.took(1, 500 * MICRO);
    assertEquals(4, chunk.length(1000));
    chunk.took(4, 4 * 500 * MICRO);
    assertEquals(16, chunk.length(1000));
    chunk.took(16, 16 * 500 * MICRO);
    assertEquals(40, chunk.length(1000));
    chunk.took(3, 3 * 1000 * MICRO); // the end of an epoch
    assertEquals(20, chunk.length(1000));
  }

  @Test
  void aChunkIsAtLeastAStepAndAtMostWhatTheDeviceRemembers() {
    Chunk chunk = new Chunk(0, 60);
    chunk.took(1, 1_000_000 * MICRO);
    assertEquals(1, chunk.length(1000));
    for (int i = 0; i < 10; i++) {
      chunk.took(chunk.length(1000), 1);
    }
    assertEquals(TrainingStep.METRICS_ROWS, chunk.length(1000));
    assertEquals(7, chunk.length(7));
  }

  @Test
  void checkpointsAfterEachStepLeaveChunksOfOne() {
    Chunk chunk = new Chunk(0, 0);
    chunk.took(1, 1);
    assertEquals(1, chunk.length(1000));
  }

  @Test
  void aLengthMayBeFixed() {
    Chunk chunk = new Chunk(7, 60);
    chunk.took(7, 1);
    assertEquals(7, chunk.length(1000));
    assertEquals(3, chunk.length(3));
  }
}
