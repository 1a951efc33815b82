package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;

/** Positions of the first largest elements; see argmax.cl. */
final class ArgMaxes {
  private static final int PROCESSOR_GROUP = 16;

  /** Elements of a vector of a processor, and columns of an item. */
  private static final int LANES = 16;

  /** Rows that processors take {@link #LANES} of at once: NARROW in {@code narrow.h}. */
  private static final int NARROW = 32;

  /** The least elements of a part, so that parts make few candidates beside what is read. */
  private static final int SHORTEST_PART = 4096;

  /** The most candidates that one item or group may choose from. */
  private static final int MOST_PARTS = 1024;

  private final StepCode code;
  private final DType type;

  private ArgMaxes(StepCode code) {
    this.code = code;
    type = code.inputType(0);
  }

  static void lower(Reduce.ArgMax op, StepCode code) {
    Shape shape = code.inputShape(0);
    int axis = shape.axis(op.axis());
    long folded = shape.dim(axis);
    long part = Math.max(SHORTEST_PART, Math.ceilDiv(folded, MOST_PARTS));
    Fold fold = new Fold(shape.prefix(axis).size(), folded, shape.suffix(axis + 1).size(), part);
    if (fold.outer() > 0 && fold.inner() > 0) {
      new ArgMaxes(code).lower(fold);
    }
  }

  private void lower(Fold fold) {
    if (code.traits().cpu() && fold.inner() == 1 && fold.folded() <= NARROW) {
      chooseOfNarrow(fold);
    } else if (fold.parts() == 1) {
      choose(fold, code.output(0));
    } else {
      Place candidates =
          code.workspace(fold.outer() * fold.parts() * fold.inner() * DType.I32.bytes());
      choose(fold, candidates);
      chooseOfParts(fold, candidates);
    }
  }

  private Program program() {
    Program program = Program.of("argmax", type);
    return code.traits().cpu() ? program.with("CPU", 1).with("LANES", LANES) : program;
  }

  private void chooseOfNarrow(Fold fold) {
    code.call(program().kernel("argmax_narrow"))
        .input(0)
        .output(0)
        .of(fold.outer())
        .of((int) fold.folded())
        .covering(Math.ceilDiv(fold.outer(), LANES), PROCESSOR_GROUP);
  }

  private void choose(Fold fold, Place to) {
    boolean rows = code.traits().cpu() && fold.inner() == 1;
    String name = !code.traits().cpu() ? "argmax" : rows ? "argmax_rows" : "argmax_columns";
    Call call =
        code.call(program().kernel(name))
            .input(0)
            .pointer(to, DType.I32.bytes())
            .of(fold.outer())
            .of(fold.folded());
    if (!rows) {
      call.of(fold.inner());
    }
    if (code.traits().cpu()) {
      long items = fold.outer() * fold.parts() * Math.ceilDiv(fold.inner(), LANES);
      call.of(fold.parts()).of(fold.part()).covering(items, PROCESSOR_GROUP);
    } else {
      FoldTile tile = FoldTile.of(fold.part(), fold.inner());
      over(tile, fold, call);
    }
  }

  private void chooseOfParts(Fold fold, Place candidates) {
    Call call =
        code.call(program().kernel("argmax_parts"))
            .pointer(code.input(0), type.bytes())
            .pointer(candidates, DType.I32.bytes())
            .output(0)
            .of(fold.outer())
            .of(fold.folded())
            .of(fold.inner());
    if (code.traits().cpu()) {
      call.of(fold.parts()).covering(fold.outer() * fold.inner(), PROCESSOR_GROUP);
    } else {
      FoldTile tile = FoldTile.of(fold.parts(), fold.inner());
      // All candidates are one part, of as many elements as there were parts.
      over(tile, new Fold(fold.outer(), fold.parts(), fold.inner(), fold.parts()), call);
    }
  }

  private static void over(FoldTile tile, Fold fold, Call call) {
    call.of(tile.columns()).of(tile.rows()).of(fold.parts()).of(fold.part()).over(tile.grid(fold));
  }
}
