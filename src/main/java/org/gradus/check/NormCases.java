package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.Fused;
import org.gradus.op.Shape;

/** Batch and layer normalisation and their backward ops. */
final class NormCases {
  private static final int[][] SHAPES = {{7, 5}, {3, 4, 7}, {33, 31}, {257, 93}, {93, 1024}};

  /** Rows that no group of items can hold; of two values a channel has no variance to speak of. */
  private static final int[][] LONG_ROWS = {{2, 4099}, {2, 8200}};

  private NormCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int[] dims : SHAPES) {
      addBatch(cases, Shape.of(dims));
      addLayer(cases, Shape.of(dims));
    }
    for (int[] dims : LONG_ROWS) {
      addLayer(cases, Shape.of(dims));
    }
    cases.add(forward(new Fused.BatchNorm(1e-3), new int[] {1, 7}, 1).with(Trait.NO_GRADIENT));
    cases.add(forward(new Fused.LayerNorm(1e-3), new int[] {7, 1}, 1).with(Trait.NO_GRADIENT));
    cases.add(forward(new Fused.LayerNorm(1e-3), new int[] {31}, 31).named("vector"));
    for (int[] dims : new int[][] {{7, 5}, {33, 31}, {93, 1024}, {2, 4099}}) {
      addLayer(cases, Shape.of(dims), false);
    }
    return cases;
  }

  /** Adds both ways of batch normalisation of {@code shape}. */
  static void addBatch(List<OpCase> cases, Shape shape) {
    int channels = shape.last();
    int rows = shape.intSize() / channels;
    cases.add(forward(new Fused.BatchNorm(1e-5), shape.dims(), rows));
    OperandSpec each = OperandSpec.of(channels);
    cases.add(
        backward(
            new Fused.BatchNormGradient(1e-5),
            rows,
            OperandSpec.of(shape.dims()),
            each,
            each,
            OperandSpec.of(Domain.uniform(0.5, 2), channels),
            OperandSpec.of(shape.dims())));
  }

  /** Adds both ways of layer normalisation of {@code shape}. */
  static void addLayer(List<OpCase> cases, Shape shape) {
    addLayer(cases, shape, true);
  }

  private static void addLayer(List<OpCase> cases, Shape shape, boolean centred) {
    int channels = shape.last();
    int rows = shape.intSize() / channels;
    String how = centred ? "centred" : "not centred";
    Fused norm = new Fused.LayerNorm(1e-5, centred);
    cases.add(forward(norm, shape.dims(), channels).named(how));
    int[] leading = shape.prefix(shape.rank() - 1).dims();
    cases.add(
        backward(
                new Fused.LayerNormGradient(centred),
                Math.max(rows, channels),
                OperandSpec.of(shape.dims()),
                OperandSpec.of(channels),
                centred ? OperandSpec.of(leading) : OperandSpec.of(Domain.constant(0), leading),
                OperandSpec.of(Domain.uniform(0.5, 2), leading),
                OperandSpec.of(shape.dims()))
            .named(how));
  }

  private static OpCase forward(Fused op, int[] dims, int length) {
    OperandSpec each = OperandSpec.of(dims[dims.length - 1]);
    return sized(OpCase.of(op, OperandSpec.of(dims), each, each), length);
  }

  private static OpCase backward(Fused op, int length, OperandSpec... operands) {
    return sized(OpCase.of(op, operands), length).with(Trait.ANY_NON_FINITE);
  }

  private static OpCase sized(OpCase one, int length) {
    OpCase measured = one.sums(length, Scale.LARGEST);
    return one.elements() > 1000 ? measured.with(Trait.FULL_ONLY) : measured;
  }
}
