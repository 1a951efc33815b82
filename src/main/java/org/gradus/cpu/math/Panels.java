package org.gradus.cpu.math;

import java.util.Arrays;

/**
 * One operand of a matrix product, copied into panels in the order the tiles read it.
 *
 * <p>A panel is {@code width} lanes wide (rows of A, columns of B) and holds for each k its lanes
 * one after another, zeros in place of lanes past the edge. Panels of one block of k lie next to
 * each other, blocks of k follow one another.
 */
final class Panels {
  /** Floats in a part of the packing: some microseconds. */
  private static final int GRAIN = 1 << 14;

  private float[] values = new float[0];
  private int width;
  private int count;
  private int lanes;
  private int depth;
  private int block;

  /**
   * Sets the sizes of what will be packed, and grows the memory if it is too small.
   *
   * @param lanes rows of A or columns of B
   * @param width lanes of a panel
   * @param depth length of k
   * @param block length of a block of k
   */
  void resize(int lanes, int width, int depth, int block) {
    this.lanes = lanes;
    this.width = width;
    this.depth = depth;
    this.block = block;
    count = Workers.chunks(lanes, width);
    int needed = Math.multiplyExact(Math.multiplyExact(count, width), depth);
    if (values.length < needed) {
      values = new float[needed];
    }
  }

  /** Number of panels side by side. */
  int count() {
    return count;
  }

  /** The packed memory. */
  float[] values() {
    return values;
  }

  /** Where a panel of the block of k that begins at {@code k} starts. */
  int start(int panel, int k) {
    return width * (k * count + panel * Math.min(block, depth - k));
  }

  /**
   * Number of parts that packing is cut into.
   *
   * @param laneStride as for {@link #pack}
   */
  int parts(int laneStride) {
    return laneStride == 1
        ? Workers.chunks(depth, rowsPerPart())
        : Workers.chunks(count, panelsPerPart());
  }

  private int rowsPerPart() {
    return Math.max(1, GRAIN / lanes);
  }

  private int panelsPerPart() {
    return Math.max(1, GRAIN / (width * depth));
  }

  /**
   * Packs one part: memory is read in the order in which it lies, in long runs, because that is
   * what prefetching and the translation of addresses need; it is written where it belongs.
   *
   * @param from source, its first element at {@code offset}
   * @param laneStride distance in the source from lane to lane; it or {@code depthStride} is 1
   * @param depthStride distance in the source from k to k + 1
   */
  void pack(float[] from, int offset, int laneStride, int depthStride, int part) {
    if (laneStride == 1) {
      int first = part * rowsPerPart();
      int last = Math.min(first + rowsPerPart(), depth);
      for (int k = first; k < last; k++) {
        copyLanes(from, offset + k * depthStride, k);
      }
    } else {
      int first = part * panelsPerPart();
      int last = Math.min(first + panelsPerPart(), count);
      for (int panel = first; panel < last; panel++) {
        transposePanel(from, offset + panel * width * laneStride, laneStride, panel);
      }
    }
  }

  /** Copies one row of all lanes into all panels. */
  private void copyLanes(float[] from, int source, int k) {
    int first = k - k % block;
    for (int panel = 0; panel < count; panel++) {
      int lane = panel * width;
      int present = Math.min(width, lanes - lane);
      int target = start(panel, first) + (k - first) * width;
      System.arraycopy(from, source + lane, values, target, present);
      if (present < width) {
        Arrays.fill(values, target + present, target + width, 0f);
      }
    }
  }

  private void transposePanel(float[] from, int source, int laneStride, int panel) {
    int present = Math.min(width, lanes - panel * width);
    int lane = 0;
    for (; lane + 4 <= present; lane += 4) {
      for (int k = 0; k < depth; k += block) {
        int length = Math.min(block, depth - k);
        int target = start(panel, k) + lane;
        fourLanes(from, source + lane * laneStride + k, laneStride, length, values, target, width);
      }
    }
    for (; lane < width; lane++) {
      for (int k = 0; k < depth; k += block) {
        int length = Math.min(block, depth - k);
        int target = start(panel, k) + lane;
        if (lane < present) {
          lane(from, source + lane * laneStride + k, length, values, target, width);
        } else {
          zeroLane(length, values, target, width);
        }
      }
    }
  }

  private static void lane(float[] from, int source, int depth, float[] to, int at, int width) {
    for (int k = 0; k < depth; k++) {
      to[at + k * width] = from[source + k];
    }
  }

  private static void zeroLane(int depth, float[] to, int at, int width) {
    for (int k = 0; k < depth; k++) {
      to[at + k * width] = 0;
    }
  }

  /** Four lanes at a time, because each step touches a line of memory for all of them. */
  private static void fourLanes(
      float[] from, int source, int stride, int depth, float[] to, int at, int width) {
    int source1 = source + stride;
    int source2 = source1 + stride;
    int source3 = source2 + stride;
    int t = at;
    for (int k = 0; k < depth; k++) {
      to[t] = from[source + k];
      to[t + 1] = from[source1 + k];
      to[t + 2] = from[source2 + k];
      to[t + 3] = from[source3 + k];
      t += width;
    }
  }
}
