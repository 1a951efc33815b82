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
    if (values.array() instanceof float[] floats && operand.values() == Operand.Values.NORMAL) {
      for (int done = 0; done < floats.length; done += LENGTH) {
        System.arraycopy(normal, 0, floats, done, Math.min(LENGTH, floats.length - done));
      }
      return values;
    }
    for (int i = 0, at = 0; i < values.size(); i++) {
      values.set(i, value(operand, normal[at]));
      at = at + 1 == LENGTH ? 0 : at + 1;
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
