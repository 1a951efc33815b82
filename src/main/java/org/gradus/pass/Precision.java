package org.gradus.pass;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gradus.op.DType;
import org.jspecify.annotations.Nullable;

/** In which numbers a model is trained and used; its variables are F32 in all of them. */
public enum Precision {
  /** F32 throughout. */
  F32(null),
  /** F32 throughout, but that factors of matrix products are rounded to TF32 where a GPU can. */
  TF32(null),
  /** Products, activations and their gradients in BF16; parameters and sums in F32. */
  BF16(DType.BF16),
  /** As {@link #BF16}, in F16, whose range is small: the loss is scaled while training. */
  F16(DType.F16);

  private final @Nullable DType narrow;

  Precision(@Nullable DType narrow) {
    this.narrow = narrow;
  }

  /** The type of what is not kept in F32; null where all is. */
  public @Nullable DType narrow() {
    return narrow;
  }

  /** Whether gradients would vanish or overflow without a scaled loss. */
  public boolean scalesLoss() {
    return this == F16;
  }

  /** The words users choose by. */
  public static List<String> words() {
    return Stream.of(values()).map(Precision::toString).toList();
  }

  /**
   * The precision that a word stands for.
   *
   * @throws IllegalArgumentException if it stands for none; the message lists them
   */
  public static Precision of(String word) {
    for (Precision precision : values()) {
      if (precision.toString().equals(word)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "precision must be one of %s: %s".formatted(String.join(", ", words()), word));
  }

  /** The word for it, such as {@code bf16}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
