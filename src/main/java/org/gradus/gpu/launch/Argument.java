package org.gradus.gpu.launch;

import java.util.List;
import org.gradus.op.DType;

/** An argument of a kernel, in the order of its parameters. */
public sealed interface Argument {
  /**
   * A pointer to elements of {@code elementBytes}: in CUDA an address, in OpenCL a buffer and a
   * count of elements.
   */
  record Pointer(Place place, int elementBytes) implements Argument {
    /** Checks that the place is a whole number of elements into its region. */
    public Pointer {
      if (place.offset() % elementBytes != 0) {
        throw new IllegalArgumentException(
            "%s is not at a multiple of %d bytes".formatted(place, elementBytes));
      }
    }
  }

  /** A 32-bit integer. */
  record Int32(int value) implements Argument {}

  /** A 64-bit integer. */
  record Int64(long value) implements Argument {}

  /** A 32-bit floating-point number. */
  record Float32(float value) implements Argument {}

  /**
   * How a dense tensor lies in memory and of which boxes a kernel copies it by TMA, which turns the
   * 16-byte pieces of each 128 bytes by the row's number: the "128-byte swizzle". What a box has
   * outside of the tensor is read as zeros, and not written. For CUDA alone, from compute
   * capability 9.0 on.
   *
   * @param place where it begins
   * @param dtype its element type, BF16 or F16
   * @param extents elements along each axis, the innermost first
   * @param box the same of a box
   */
  record TensorMap(Place place, DType dtype, List<Long> extents, List<Integer> box)
      implements Argument {
    private static final int ALIGNMENT = 16;
    private static final int SWIZZLED = 128;
    private static final int MOST = 256;

    /** Checks what the driver would refuse with nothing but a number, and keeps copies. */
    public TensorMap {
      extents = List.copyOf(extents);
      box = List.copyOf(box);
      boolean narrow = dtype == DType.BF16 || dtype == DType.F16;
      boolean boxed = box.size() == extents.size() && box.stream().allMatch(n -> n <= MOST);
      if (!narrow || !boxed || box.getFirst() * dtype.bytes() != SWIZZLED) {
        throw wrong("copied", place, dtype, extents, box);
      }
      if (place.offset() % ALIGNMENT != 0 || extents.getFirst() * dtype.bytes() % ALIGNMENT != 0) {
        throw wrong("in rows of whole 16 bytes", place, dtype, extents, box);
      }
    }

    /** Bytes from one index to the next along each axis but the innermost. */
    public long[] strides() {
      long[] strides = new long[extents.size() - 1];
      long stride = dtype.bytes();
      for (int i = 0; i < strides.length; i++) {
        stride *= extents.get(i);
        strides[i] = stride;
      }
      return strides;
    }

    private static IllegalArgumentException wrong(
        String what, Place place, DType dtype, List<Long> extents, List<Integer> box) {
      return new IllegalArgumentException(
          "a %s tensor of %s at %s is not %s in boxes of %s"
              .formatted(dtype, extents, place, what, box));
    }
  }
}
