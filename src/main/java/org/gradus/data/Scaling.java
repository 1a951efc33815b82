package org.gradus.data;

import java.util.Arrays;
import org.gradus.io.DataException;

/**
 * How raw values become a model's inputs: {@code (value - shift) * scale}.
 *
 * <p>Shift and scale are one number for all features (images) or one per feature (tables). They
 * come from the training part only and are then applied to everything else, so a checkpoint keeps
 * them: kind, shift and scale rebuild the scaling exactly.
 */
public final class Scaling {
  /** What the inputs should look like. */
  public enum Kind {
    /** Values as they are. */
    RAW,
    /** To [0, 1]: bytes from 0..255, floats from each feature's range in the training part. */
    UNIT,
    /** To [-1, 1], from the same ranges. */
    SYMMETRIC,
    /** Mean 0 and variance 1 over the training part: bytes as a whole, floats per feature. */
    STANDARDISED
  }

  private final Kind kind;
  private final float[] shift;
  private final float[] scale;

  private Scaling(Kind kind, float[] shift, float[] scale) {
    this.kind = kind;
    this.shift = shift;
    this.scale = scale;
  }

  /**
   * Finds the scaling of a kind for a training part.
   *
   * <p>A feature that is constant there gets scale 1, so it becomes 0 and never divides by zero.
   * The variance is the population's, divided by n.
   */
  public static Scaling fit(Kind kind, Dataset train) {
    byte[] bytes = train.bytes();
    if (kind == Kind.RAW) {
      return of(kind, new float[1], new float[] {1});
    }
    Statistics[] features = bytes == null ? Statistics.perFeature(train) : Statistics.ofAll(train);
    float[] shift = new float[features.length];
    float[] scale = new float[features.length];
    for (int i = 0; i < features.length; i++) {
      Statistics known = bytes != null && kind != Kind.STANDARDISED ? Statistics.BYTE : features[i];
      scale[i] = known.scale(kind);
      shift[i] = known.shift(kind);
    }
    return of(kind, shift, scale);
  }

  /**
   * Rebuilds a scaling from its numbers.
   *
   * @param shift what is subtracted first, one number or one per feature
   * @param scale what is multiplied by then, as many
   * @throws DataException if the lengths differ or a number is not finite
   */
  public static Scaling of(Kind kind, float[] shift, float[] scale) {
    if (shift.length != scale.length || shift.length == 0) {
      throw new DataException(
          "scaling: %d shifts and %d scales".formatted(shift.length, scale.length));
    }
    for (int i = 0; i < shift.length; i++) {
      if (!Float.isFinite(shift[i]) || !Float.isFinite(scale[i])) {
        throw new DataException(
            "scaling: shift %s and scale %s of feature %d must be finite"
                .formatted(shift[i], scale[i], i));
      }
    }
    return new Scaling(kind, shift.clone(), scale.clone());
  }

  /** Returns what the inputs look like. */
  public Kind kind() {
    return kind;
  }

  /** Returns a copy of what is subtracted: one number or one per feature. */
  public float[] shift() {
    return shift.clone();
  }

  /** Returns a copy of what is multiplied by: one number or one per feature. */
  public float[] scale() {
    return scale.clone();
  }

  /**
   * Scales one sample of floats.
   *
   * @param raw holds the sample from {@code from} on
   * @param out receives {@code features} inputs from {@code to} on; may be {@code raw} itself
   */
  public void apply(float[] raw, int from, float[] out, int to, int features) {
    check(features);
    if (shift.length == 1) {
      float only = shift[0];
      float factor = scale[0];
      for (int i = 0; i < features; i++) {
        out[to + i] = (raw[from + i] - only) * factor;
      }
    } else {
      for (int i = 0; i < features; i++) {
        out[to + i] = (raw[from + i] - shift[i]) * scale[i];
      }
    }
  }

  /** Scales one sample of bytes, 0..255 each; otherwise as for floats, bit for bit. */
  public void apply(byte[] raw, int from, float[] out, int to, int features) {
    check(features);
    if (shift.length == 1) {
      float only = shift[0];
      float factor = scale[0];
      for (int i = 0; i < features; i++) {
        out[to + i] = ((raw[from + i] & 0xFF) - only) * factor;
      }
    } else {
      for (int i = 0; i < features; i++) {
        out[to + i] = ((raw[from + i] & 0xFF) - shift[i]) * scale[i];
      }
    }
  }

  /** Checks that the scaling fits samples of so many features. */
  void check(int features) {
    if (shift.length != 1 && shift.length != features) {
      throw new DataException(
          "scaling: made for samples of %d features, got %d".formatted(shift.length, features));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scaling that
        && kind == that.kind
        && Arrays.equals(shift, that.shift)
        && Arrays.equals(scale, that.scale);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + Arrays.hashCode(shift)) + Arrays.hashCode(scale);
  }

  /** Returns the kind and numbers, those of many features shortened. */
  @Override
  public String toString() {
    return shift.length == 1
        ? "%s (value - %s) * %s".formatted(kind, shift[0], scale[0])
        : "%s of %d features".formatted(kind, shift.length);
  }
}
