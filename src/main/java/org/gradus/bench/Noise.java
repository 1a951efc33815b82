package org.gradus.bench;

import org.gradus.device.HostTensor;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * Random values for operands of any size. A block of them is drawn once and repeated: its length is
 * prime, so that no row of a tensor is like another.
 */
final class Noise {
  private static final int LENGTH = 1_048_573;

  private final float[] normal = new float[LENGTH];

  Noise(long seed) {
    RandomStream random = new RandomStream(seed, Streams.of("bench/noise"));
    for (int i = 0; i < LENGTH; i++) {
      normal[i] = (float) random.nextNormal();
    }
  }

  /** New values for {@code operand}. */
  HostTensor values(Operand operand) {
    HostTensor values = HostTensor.allocate(operand.spec());
    int drawn = Math.min(LENGTH, values.size());
    for (int i = 0; i < drawn; i++) {
      values.set(i, value(operand, normal[i]));
    }
    for (int done = drawn; done < values.size(); done += LENGTH) {
      int more = Math.min(LENGTH, values.size() - done);
      System.arraycopy(values.array(), 0, values.array(), done, more);
    }
    return values;
  }

  private static double value(Operand operand, float normal) {
    return switch (operand.values()) {
      case NORMAL -> normal;
      case MAGNITUDES -> Math.abs(normal);
      case INDICES ->
          Math.floorMod((Float.floatToRawIntBits(normal) * 0x9E3779B9) >>> 8, operand.bound());
      case ONES -> 1;
    };
  }
}
