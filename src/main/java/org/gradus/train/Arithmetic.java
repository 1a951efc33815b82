package org.gradus.train;

import org.gradus.optim.GradScaler;
import org.gradus.pass.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The numbers a training computes in.
 *
 * @param precision of products and of what lies between them
 * @param scaler what the loss is scaled by; null where it is not
 */
public record Arithmetic(Precision precision, @Nullable GradScaler scaler) {
  /** F32 throughout. */
  public static final Arithmetic F32 = of(Precision.F32);

  /** The usual arithmetic of a precision: with F16 the loss is scaled as PyTorch does it. */
  public static Arithmetic of(Precision precision) {
    return new Arithmetic(precision, precision.scalesLoss() ? GradScaler.USUAL : null);
  }

  /** The same with another scaler, where the loss is scaled. */
  Arithmetic with(GradScaler chosen) {
    return scaler == null ? this : new Arithmetic(precision, chosen);
  }
}
