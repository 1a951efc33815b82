package org.gradus.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The lists of products that {@code bench matmul} and {@code tune} know by name. */
public enum MatmulSweep {
  /** The dense layers of transformers, forward and both gradients. */
  TRANSFORMER,
  /** Those of the trainings of {@link Job}. */
  MLP,
  /** Square ones from 256 to 8192. */
  SQUARE,
  /** Narrow ones, and such as are beside multiples of tiles. */
  ODD;

  private static final int[] WIDTHS = {768, 2048, 4096};
  private static final int[] TOKENS = {2048, 8192};
  private static final int LARGEST = 8192;
  private static final int[][] ODDS = {
    {1, 4096, 4096},
    {64, 4096, 4096},
    {64, 12288, 4096},
    {96, 4096, 4096},
    {100, 1000, 1000},
    {128, 4096, 4096},
    {128, 4096, 16384},
    {127, 127, 127},
    {129, 129, 129},
    {127, 4096, 129},
    {357, 789, 333},
    {1023, 1025, 1024},
    {4095, 4097, 4096},
    {4096, 10, 1024},
    {8192, 64, 64},
    {256, 256, 65536},
  };

  /** The sweep's name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(MatmulSweep::toString).toList();
  }

  /** Whether its products are stored as a training stores them, and not as one likes. */
  public boolean hasTransposes() {
    return this == TRANSFORMER || this == MLP;
  }

  /** The products, in bf16. */
  public List<MatmulCase> cases() {
    return switch (this) {
      case TRANSFORMER -> transformer();
      case MLP -> mlp();
      case SQUARE -> square();
      case ODD ->
          Arrays.stream(ODDS).map(one -> MatmulCase.of("", one[0], one[1], one[2], "NN")).toList();
    };
  }

  private static List<MatmulCase> transformer() {
    List<MatmulCase> cases = new ArrayList<>();
    for (int width : WIDTHS) {
      for (int tokens : TOKENS) {
        layer(cases, "qkv", tokens, width, 3 * width);
        layer(cases, "attention out", tokens, width, width);
        layer(cases, "mlp up", tokens, width, 4 * width);
        layer(cases, "mlp down", tokens, 4 * width, width);
      }
    }
    return cases;
  }

  private static List<MatmulCase> mlp() {
    List<MatmulCase> cases = new ArrayList<>();
    for (Job job : Job.values()) {
      List<Integer> widths = job.widths();
      for (int i = 0; i + 1 < widths.size(); i++) {
        String name = "%s layer %d".formatted(job, i + 1);
        List<MatmulCase> layer = new ArrayList<>();
        layer(layer, name, job.batch(), widths.get(i), widths.get(i + 1));
        if (i == 0) {
          layer.remove(1); // nobody wants the gradient of the data
        }
        cases.addAll(layer);
      }
    }
    return cases;
  }

  private static List<MatmulCase> square() {
    List<MatmulCase> cases = new ArrayList<>();
    for (int n = 256; n <= LARGEST; n *= 2) {
      cases.add(MatmulCase.of("", n, n, n, "NN"));
    }
    return cases;
  }

  /** y = x w, dx = dy w^T, dw = x^T dy, for x (rows, in) and w (in, out). */
  private static void layer(List<MatmulCase> cases, String name, int rows, int in, int out) {
    cases.add(MatmulCase.of(name + " forward", rows, out, in, "NN"));
    cases.add(MatmulCase.of(name + " input gradient", rows, in, out, "NT"));
    cases.add(MatmulCase.of(name + " weight gradient", in, out, rows, "TN"));
  }
}
