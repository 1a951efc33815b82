package org.gradus.gpu;

import java.lang.foreign.MemorySegment;
import org.gradus.device.HostTensor;

/**
 * Copies between Java arrays and device memory, through pieces of host memory that the device
 * copies at full speed. While one piece travels the next is filled.
 */
final class Transfers implements AutoCloseable {
  private static final long PIECE = 4 << 20;

  private final Driver driver;
  private final Staging[] pieces;
  private int next;

  Transfers(Driver driver) {
    this.driver = driver;
    pieces = new Staging[] {driver.stage(PIECE), driver.stage(PIECE)};
  }

  /** Copies a Java array to the device; the array may be changed at once. */
  void upload(MemorySegment array, DeviceMemory to, long offset) {
    for (long done = 0; done < array.byteSize(); done += PIECE) {
      long bytes = Math.min(PIECE, array.byteSize() - done);
      Staging piece = piece();
      MemorySegment.copy(array, done, piece.segment(), 0, bytes);
      driver.upload(piece, to, offset + done, bytes);
    }
  }

  /** Copies device memory into a Java array, once everything queued before is done. */
  void download(DeviceMemory from, long offset, MemorySegment array) {
    Staging before = null;
    long size = array.byteSize();
    for (long done = 0; done < size; done += PIECE) {
      Staging piece = piece();
      driver.download(from, offset + done, piece, Math.min(PIECE, size - done));
      if (before != null) {
        arrive(before, array, done - PIECE);
      }
      before = piece;
    }
    if (before != null) {
      arrive(before, array, (size - 1) / PIECE * PIECE);
    }
  }

  private static void arrive(Staging piece, MemorySegment array, long at) {
    piece.await();
    MemorySegment.copy(piece.segment(), 0, array, at, Math.min(PIECE, array.byteSize() - at));
  }

  private Staging piece() {
    Staging piece = pieces[next];
    next = (next + 1) % pieces.length;
    piece.await();
    return piece;
  }

  /** The bytes of a host tensor. */
  static MemorySegment bytes(HostTensor values) {
    return switch (values.spec().dtype()) {
      case F32 -> MemorySegment.ofArray(values.floats());
      case F64 -> MemorySegment.ofArray((double[]) values.array());
      case BF16, F16 -> MemorySegment.ofArray((short[]) values.array());
      case I32 -> MemorySegment.ofArray(values.ints());
      case U8 -> MemorySegment.ofArray(values.bytes());
    };
  }

  @Override
  public void close() {
    for (Staging piece : pieces) {
      piece.close();
    }
  }
}
