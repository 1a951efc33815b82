package org.gradus.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Offsets for blocks such that those needed at the same time lie apart.
 *
 * <p>Greedy by size (Pisarchyk and Lee, 2020): the largest block first, each at the lowest offset
 * that is free during its whole life.
 */
final class Offsets {
  private Offsets() {}

  /** Places all blocks and returns the size of each pool. */
  static List<Long> assign(List<Block> blocks, MemoryModel memory) {
    List<Long> sizes = new ArrayList<>();
    for (int pool = 0; pool < memory.pools(); pool++) {
      int number = pool;
      sizes.add(assignPool(blocks.stream().filter(b -> b.pool == number).toList(), memory));
    }
    return sizes;
  }

  private static long assignPool(List<Block> blocks, MemoryModel memory) {
    List<Block> bySize = new ArrayList<>(blocks);
    bySize.sort(Comparator.comparingLong((Block block) -> block.bytes).reversed());
    List<Block> placed = new ArrayList<>();
    long size = 0;
    for (Block block : bySize) {
      long at = 0;
      for (Block other : placed) { // by offset, so the first gap that fits is the lowest
        if (memory.reuse() && !other.isLiveWith(block)) {
          continue;
        }
        if (at + block.bytes <= other.offset()) {
          break;
        }
        at = Math.max(at, align(other.limit(), memory.alignment()));
      }
      block.place(at);
      size = Math.max(size, align(block.limit(), memory.alignment()));
      int position = 0;
      while (position < placed.size() && placed.get(position).offset() <= at) {
        position++;
      }
      placed.add(position, block);
    }
    return size;
  }

  private static long align(long bytes, int alignment) {
    return Math.ceilDiv(bytes, alignment) * alignment;
  }
}
