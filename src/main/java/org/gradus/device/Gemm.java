package org.gradus.device;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whose kernels multiply matrices on a device. */
public enum Gemm {
  /**
   * Whichever has been measured to be faster. There is no table of such measurements yet: {@link
   * #OWN}.
   */
  AUTO,

  /** Gradus's own, which every device has. */
  OWN,

  /** NVIDIA's cuBLAS, which CUDA devices have where it is installed. */
  CUBLAS;

  /** The word users choose it by. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Gemm::word).toList();
  }

  /**
   * The choice that {@code word} means.
   *
   * @throws IllegalArgumentException if it is none of {@link #words}
   */
  public static Gemm of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("%s is none of %s".formatted(word, words())));
  }
}
