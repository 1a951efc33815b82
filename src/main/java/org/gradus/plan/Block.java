package org.gradus.plan;

/** A stretch of scratch memory with the span of time in which it is needed. */
final class Block {
  final int pool;
  final long bytes;
  private int start;
  private int end;
  private long offset = -1;

  Block(int pool, long bytes, int start) {
    this.pool = pool;
    this.bytes = bytes;
    this.start = start;
    this.end = start;
  }

  void use(int time) {
    start = Math.min(start, time);
    end = Math.max(end, time);
  }

  boolean isLiveWith(Block other) {
    return start <= other.end && other.start <= end;
  }

  void place(long at) {
    offset = at;
  }

  long offset() {
    return offset;
  }

  long limit() {
    return offset + bytes;
  }
}
