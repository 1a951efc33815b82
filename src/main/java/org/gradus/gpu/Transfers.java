package org.gradus.gpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.gradus.device.HostTensor;
import org.gradus.plan.Buffer;

/**
 * Copies between Java arrays and device memory, through pieces of host memory that the device
 * copies at full speed. While one piece travels the next is filled, so inputs of the next run that
 * fit into all pieces together are on the device before this run ends.
 */
final class Transfers implements AutoCloseable {
  private static final long PIECE = 4 << 20;

  /** Pieces there are at most. */
  private static final int MOST = 16;

  private final Driver driver;
  private final List<Staging> pieces = new ArrayList<>();
  private int next;

  Transfers(Driver driver) {
    this.driver = driver;
    pieces.add(driver.stage(PIECE));
    pieces.add(driver.stage(PIECE));
  }

  /** Sees to it that there are pieces for all these values at once, up to 64 MiB. */
  void reserve(Collection<Buffer> values) {
    long wanted =
        values.stream().mapToLong(value -> Math.ceilDiv(value.spec().bytes(), PIECE)).sum();
    while (pieces.size() < Math.min(wanted, MOST)) {
      pieces.add(driver.stage(PIECE));
    }
  }

  /** How many pieces there are. */
  int pieces() {
    return pieces.size();
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
    Staging piece = pieces.get(next);
    next = (next + 1) % pieces.size();
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
