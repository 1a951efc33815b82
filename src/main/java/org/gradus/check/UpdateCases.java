package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Update;

/** Assignments. */
final class UpdateCases {
  private static final int[] SIZES = {1, 31, 257, 40_000};
  private final List<OpCase> cases = new ArrayList<>();

  private UpdateCases() {}

  static List<OpCase> all() {
    UpdateCases updates = new UpdateCases();
    for (int n : SIZES) {
      updates.assign(n);
      updates.record(n);
    }
    List.of(DType.F32, DType.I32, DType.U8).forEach(updates::assignSlice);
    updates.adjustScales();
    return updates.cases;
  }

  private void assign(int n) {
    OpCase one = OpCase.of(new Update.Assign("x0"), weights(n), OperandSpec.of(n), flag(1));
    add(one.with(Trait.EXACT), in -> List.of(in.get(1)));
    add(
        OpCase.of(new Update.Assign("x0"), weights(n), OperandSpec.of(n), flag(0))
            .named("held back")
            .with(Trait.EXACT),
        in -> List.of(in.get(0)));
    for (DType dtype : List.of(DType.I32, DType.U8)) {
      OperandSpec whole = OperandSpec.of(dtype, Domain.integers(200), n);
      add(
          OpCase.of(new Update.Assign("x0"), whole.asVariable(), whole, flag(1))
              .named(dtype.toString())
              .with(Trait.EXACT),
          in -> List.of(in.get(1)));
    }
  }

  /** A value that begins where no vector does. */
  private void assignSlice(DType dtype) {
    Domain domain = dtype.isFloat() ? Domain.normal() : Domain.integers(200);
    OpCase.Build build =
        (graph, in) -> {
          graph.update(new Update.Assign("x0"), in.get(1).slice(0, 1, 33), in.get(2));
          return List.of();
        };
    OpCase one =
        OpCase.of(
            new Update.Assign("x0"),
            build,
            OperandSpec.of(dtype, domain, 32).asVariable(),
            OperandSpec.of(dtype, domain, 33),
            flag(1));
    add(
        one.named("a slice " + dtype).with(Trait.EXACT),
        in -> List.of(Arrays.copyOfRange(in.get(1), 1, 33)));
  }

  private void record(int n) {
    record(n, 6, 7);
    if (n < 1000) {
      record(n, 1_000_003, 4); // after many rounds
    }
    for (DType dtype : List.of(DType.I32, DType.U8)) {
      OperandSpec row = OperandSpec.of(dtype, Domain.integers(200), n);
      OperandSpec whole = OperandSpec.of(dtype, Domain.integers(200), 3, n);
      OpCase one = OpCase.of(new Update.RecordRow("x0", 3), whole.asVariable(), step(2), row);
      add(one.named(dtype.toString()).with(Trait.EXACT), in -> recorded(in, 2));
    }
  }

  private void record(int n, int step, int rows) {
    OperandSpec whole = OperandSpec.of(rows, n).asVariable();
    OpCase one =
        OpCase.of(new Update.RecordRow("x0", rows), whole, step(step), OperandSpec.of(n))
            .named("step " + step)
            .with(Trait.EXACT);
    add(one, in -> recorded(in, step % rows));
  }

  /** A scale that waits, grows, falls, stays at an end of its range, or is held back. */
  private void adjustScales() {
    adjustScale("waits", 1024, 1, 1, 1, in -> List.of(1024.0, 2.0, 5.0));
    adjustScale("grows", 1024, 2, 1, 1, in -> List.of(2048.0, 0.0, 5.0));
    adjustScale("falls", 1024, 2, 0, 1, in -> List.of(512.0, 0.0, 6.0));
    adjustScale("falls no further", 0.0625, 2, 0, 1, in -> List.of(0.0625, 0.0, 6.0));
    adjustScale("grows no further", 0x1p127, 2, 1, 1, in -> List.of(0x1p127, 0.0, 5.0));
    adjustScale("held back", 1024, 2, 0, 0, in -> List.of(in, 2.0, 5.0));
  }

  private void adjustScale(
      String name,
      double scale,
      int good,
      int finite,
      int ok,
      Function<Double, List<Double>> expected) {
    OpCase one =
        OpCase.of(
            new Update.AdjustScale("x0", "x1", "x2", 2, 0.5, 3, 0.0625),
            OperandSpec.of(Domain.constant(scale)).asVariable(),
            step(good).asVariable(),
            step(5).asVariable(),
            OperandSpec.of(Domain.constant(scale)),
            flag(finite),
            flag(ok));
    add(
        one.named(name).with(Trait.EXACT).with(Trait.FIXED_TYPES),
        in ->
            expected.apply(in.getFirst()[0]).stream().map(value -> new double[] {value}).toList());
  }

  private static List<double[]> recorded(List<double[]> in, int row) {
    double[] whole = in.get(0).clone();
    double[] values = in.get(2);
    System.arraycopy(values, 0, whole, row * values.length, values.length);
    return List.of(whole);
  }

  private static OperandSpec step(int step) {
    return OperandSpec.of(DType.I32, Domain.constant(step));
  }

  private void add(OpCase one, OpCase.Formula formula) {
    OpCase whole = one.equalTo(formula).with(Trait.NO_GRADIENT);
    cases.add(one.elements() > 2000 ? whole.with(Trait.FULL_ONLY) : whole);
  }

  private static OperandSpec weights(int n) {
    return OperandSpec.of(n).asVariable();
  }

  private static OperandSpec flag(int value) {
    return OperandSpec.of(DType.U8, Domain.constant(value));
  }
}
