package org.gradus.check;

import org.gradus.device.HostTensor;
import org.gradus.random.RandomStream;

/** Where the values of an operand are drawn from: away from kinks, poles and ties. */
@FunctionalInterface
public interface Domain {
  /** Draws all elements of {@code values}. */
  void fill(RandomStream random, HostTensor values);

  /** The standard normal distribution. */
  static Domain normal() {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        values.set(i, random.nextNormal());
      }
    };
  }

  /** Uniform in [low, high). */
  static Domain uniform(double low, double high) {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        values.set(i, low + (high - low) * random.nextDouble());
      }
    };
  }

  /** Of either sign, the magnitude uniform in [low, high): for functions with a kink at 0. */
  static Domain magnitudes(double low, double high) {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        double magnitude = low + (high - low) * random.nextDouble();
        values.set(i, random.nextInt(2) == 0 ? magnitude : -magnitude);
      }
    };
  }

  /**
   * Multiples of {@code step}, plus {@code offset}, between -8 and 8 steps: operands of unlike
   * offset are never equal, nor nearer than the offsets are.
   */
  static Domain lattice(double step, double offset) {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        values.set(i, (random.nextInt(17) - 8) * step + offset);
      }
    };
  }

  /** In random order, all different by at least 1/32 (while a type's precision lasts). */
  static Domain distinct() {
    return (random, values) -> {
      int[] order = random.permutation(values.size());
      for (int i = 0; i < order.length; i++) {
        values.set(i, (order[i] - order.length / 2) / 32.0);
      }
    };
  }

  /** Whole numbers from 0 to {@code bound - 1}. */
  static Domain integers(int bound) {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        values.set(i, random.nextInt(bound));
      }
    };
  }

  /** One value everywhere. */
  static Domain constant(double value) {
    return (random, values) -> {
      for (int i = 0; i < values.size(); i++) {
        values.set(i, value);
      }
    };
  }
}
