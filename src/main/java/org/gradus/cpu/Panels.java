package org.gradus.cpu;

/**
 * One operand of a matrix product, copied into panels in the order the tiles read it.
 *
 * <p>A panel is {@code width} lanes wide (rows of A, columns of B) and holds for each k its lanes
 * one after another, zeros in place of lanes past the edge. Panels of one block of k lie next to
 * each other, blocks of k follow one another.
 */
final class Panels {
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
   * Packs some panels.
   *
   * @param from source, its first element at {@code offset}
   * @param laneStride distance in the source from lane to lane
   * @param depthStride distance in the source from k to k + 1
   * @param first first panel to pack
   * @param last one past the last panel to pack
   */
  void pack(float[] from, int offset, int laneStride, int depthStride, int first, int last) {
    for (int k = 0; k < depth; k += block) {
      int length = Math.min(block, depth - k);
      for (int panel = first; panel < last; panel++) {
        int lane = panel * width;
        int present = Math.min(width, lanes - lane);
        int source = offset + lane * laneStride + k * depthStride;
        int target = start(panel, k);
        if (present < width) {
          java.util.Arrays.fill(values, target, target + length * width, 0f);
        }
        if (laneStride == 1) {
          copyLanes(from, source, depthStride, present, length, values, target, width);
        } else {
          transpose(from, source, laneStride, depthStride, present, length, values, target, width);
        }
      }
    }
  }

  private static void copyLanes(
      float[] from, int source, int stride, int lanes, int depth, float[] to, int at, int width) {
    for (int k = 0; k < depth; k++) {
      int s = source + k * stride;
      int t = at + k * width;
      for (int lane = 0; lane < lanes; lane++) {
        to[t + lane] = from[s + lane];
      }
    }
  }

  private static void transpose(
      float[] from,
      int source,
      int laneStride,
      int depthStride,
      int lanes,
      int depth,
      float[] to,
      int at,
      int width) {
    for (int lane = 0; lane < lanes; lane++) {
      int s = source + lane * laneStride;
      int t = at + lane;
      for (int k = 0; k < depth; k++) {
        to[t + k * width] = from[s + k * depthStride];
      }
    }
  }
}
