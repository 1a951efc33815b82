package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.random.RandomStream;

/** Softmax, its logarithm, cross-entropy, dropout and noise. */
final class SoftmaxCases {
  /** The last two are rows that no group of items can hold. */
  private static final int[][] SHAPES = {
    {7},
    {7, 10},
    {1, 1},
    {33, 1},
    {93, 3},
    {40, 6},
    {3, 5, 31},
    {33, 257},
    {93, 1024},
    {2, 4099},
    {2, 8200}
  };

  private SoftmaxCases() {}

  static List<OpCase> all(RandomStream random) {
    List<OpCase> cases = new ArrayList<>();
    for (int[] dims : SHAPES) {
      int width = dims[dims.length - 1];
      for (Fused op : List.of(new Fused.Softmax(), new Fused.LogSoftmax())) {
        cases.add(sized(OpCase.of(op, OperandSpec.of(dims)).sums(width, Scale.LARGEST)));
      }
      if (dims.length == 2) {
        cases.add(sized(crossEntropy(1, dims[0], width)));
        cases.add(sized(crossEntropy(0.25, dims[0], width)));
        cases.add(sized(smoothed(dims[0], width)));
      }
    }
    int rows = Shapes.extent(random, 93);
    cases.add(crossEntropy(1, rows, 1 + Shapes.extent(random, 31)).named("random"));
    cases.add(crossEntropy(new Fused.SoftmaxCrossEntropy(1, 1, null), 7, 5).named("uniform"));
    Fused.SoftmaxCrossEntropy masked = new Fused.SoftmaxCrossEntropy(1, 0, 2);
    cases.add(crossEntropy(masked, 33, 5).named("of all but one class"));
    Domain far = Domain.magnitudes(80, 100);
    cases.add(
        OpCase.of(new Fused.Softmax(), OperandSpec.of(far, 7, 10))
            .named("far from 0")
            .with(Trait.NO_GRADIENT)
            .sums(10, Scale.LARGEST));
    dropouts(cases);
    noises(cases);
    return cases;
  }

  private static OpCase sized(OpCase one) {
    return one.elements() > 1000 ? one.with(Trait.FULL_ONLY) : one;
  }

  /** Softmax cross-entropy of so many rows. */
  static OpCase crossEntropy(double gradientScale, int rows, int classes) {
    Fused.SoftmaxCrossEntropy op = new Fused.SoftmaxCrossEntropy(gradientScale);
    return crossEntropy(op, rows, classes).named("scale " + gradientScale);
  }

  private static OpCase crossEntropy(Fused.SoftmaxCrossEntropy op, int rows, int classes) {
    OperandSpec labels = OperandSpec.indices(classes, rows);
    return OpCase.of(op, OperandSpec.of(rows, classes), labels).sums(classes, Scale.LARGEST);
  }

  /** With label smoothing, and rows of a label that is no class. */
  private static OpCase smoothed(int rows, int classes) {
    Fused.SoftmaxCrossEntropy op = new Fused.SoftmaxCrossEntropy(0.5, 0.1, classes);
    OperandSpec labels = OperandSpec.indices(classes + 1, rows);
    return OpCase.of(op, OperandSpec.of(rows, classes), labels)
        .named("smoothed")
        .sums(classes, Scale.LARGEST);
  }

  private static void dropouts(List<OpCase> cases) {
    OperandSpec step = OperandSpec.of(DType.I32, Domain.constant(3));
    long seed = 0x1234_5678_9ABCL;
    for (double rate : new double[] {0, 0.1, 0.5, 0.9}) {
      for (int[] dims : new int[][] {{1}, {7, 31}, {33, 93}, {40, 1024}}) {
        Fused op = new Fused.Dropout(rate, seed, 17);
        cases.add(sized(OpCase.of(op, OperandSpec.of(dims), step).named("rate " + rate)));
      }
    }
  }

  /** One rounding a result: the numbers that are added are floats, the same everywhere. */
  private static void noises(List<OpCase> cases) {
    OperandSpec step = OperandSpec.of(DType.I32, Domain.constant(3));
    long seed = -0x1234_5678_9ABCL;
    for (float sigma : new float[] {0, 0.1f, 3}) {
      for (int[] dims : new int[][] {{1}, {7, 31}, {33, 93}, {40, 1024}}) {
        Fused op = new Fused.GaussianNoise(sigma, seed, 17);
        cases.add(sized(OpCase.of(op, OperandSpec.of(dims), step).named("sigma " + sigma)));
      }
    }
    Fused op = new Fused.GaussianNoise(0.5f, seed, 17);
    OperandSpec scalar = OperandSpec.of(DType.I32, Domain.constant(4));
    OpCase.Build ofSlice =
        (graph, in) -> graph.add(op, List.of(in.get(0).slice(0, 1, 8), in.get(1))).outputs();
    cases.add(OpCase.of(op, ofSlice, OperandSpec.of(8, 31), scalar).named("of a slice"));
  }
}
