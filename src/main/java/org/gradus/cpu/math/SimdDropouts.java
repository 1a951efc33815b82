package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatDropouts} on as many blocks of Philox at a time as a vector has 64-bit lanes.
 *
 * <p>Each of the four counter words has a vector whose lanes are blocks; only the low half of a
 * lane is used, so that the products of 32-bit words fit. Written out in one method because vectors
 * handed between methods are objects until everything is inlined.
 */
final class SimdDropouts implements FloatDropouts {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int BLOCKS = LONGS.length();
  private static final int HALF = FLOATS.length();
  private static final int GROUP = 4 * BLOCKS;
  private static final VectorShuffle<Long> ZIP_LOW = VectorShuffle.makeZip(LONGS, 0);
  private static final VectorShuffle<Long> ZIP_HIGH = VectorShuffle.makeZip(LONGS, 1);

  private static final long MASK = 0xFFFFFFFFL;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private final PlainDropouts plain;

  SimdDropouts(int threads) {
    plain = new PlainDropouts(threads);
  }

  @Override
  public void apply(
      DropoutKey key,
      int first,
      int threshold,
      float scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int n) {
    int whole = n - n % GROUP;
    groups(key, first / 4, threshold, scale, x, xAt, y, yAt, whole);
    plain.apply(key, first + whole, threshold, scale, x, xAt + whole, y, yAt + whole, n - whole);
  }

  private static void groups(
      DropoutKey key,
      int block,
      int threshold,
      float scale,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int n) {
    LongVector lanes = LongVector.zero(LONGS).addIndex(1);
    long step = key.step & MASK;
    long stream = key.stream & MASK;
    for (int i = 0; i < n; i += GROUP) {
      // Blocks count elements of an array, so their numbers stay below 2^29.
      LongVector c0 = lanes.add(block + i / 4);
      LongVector c1 = LongVector.zero(LONGS);
      LongVector c2 = LongVector.broadcast(LONGS, step);
      LongVector c3 = LongVector.broadcast(LONGS, stream);
      int k0 = (int) key.seed;
      int k1 = (int) (key.seed >>> 32);
      for (int round = 0; round < ROUNDS; round++) {
        LongVector p0 = c0.and(MASK).mul(MULTIPLIER_0);
        LongVector p1 = c2.and(MASK).mul(MULTIPLIER_1);
        c0 =
            p1.lanewise(VectorOperators.LSHR, 32)
                .lanewise(VectorOperators.XOR, c1)
                .lanewise(VectorOperators.XOR, k0 & MASK);
        c2 =
            p0.lanewise(VectorOperators.LSHR, 32)
                .lanewise(VectorOperators.XOR, c3)
                .lanewise(VectorOperators.XOR, k1 & MASK);
        c1 = p1.and(MASK);
        c3 = p0.and(MASK);
        k0 += WEYL_0;
        k1 += WEYL_1;
      }
      LongVector low = c0.or(c1.lanewise(VectorOperators.LSHL, 32));
      LongVector high = c2.or(c3.lanewise(VectorOperators.LSHL, 32));
      IntVector even = low.rearrange(ZIP_LOW, high).reinterpretAsInts();
      IntVector odd = low.rearrange(ZIP_HIGH, high).reinterpretAsInts();
      VectorMask<Integer> keepEven =
          even.lanewise(VectorOperators.LSHR, 8).compare(VectorOperators.GE, threshold);
      VectorMask<Integer> keepOdd =
          odd.lanewise(VectorOperators.LSHR, 8).compare(VectorOperators.GE, threshold);
      FloatVector zero = FloatVector.zero(FLOATS);
      FloatVector left = FloatVector.fromArray(FLOATS, x, xAt + i).mul(scale);
      FloatVector right = FloatVector.fromArray(FLOATS, x, xAt + i + HALF).mul(scale);
      zero.blend(left, keepEven.cast(FLOATS)).intoArray(y, yAt + i);
      zero.blend(right, keepOdd.cast(FLOATS)).intoArray(y, yAt + i + HALF);
    }
  }
}
