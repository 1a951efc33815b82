package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.Shape;

/**
 * Sums and extremes over axes; see reduce.cl.
 *
 * <p>Neighbouring axes that are folded make one, the longest first; other axes are folded in a
 * launch of their own, and so are the parts of one that is long. What lies between is f32, in the
 * workspace.
 */
final class Folds {
  private static final int PROCESSOR_GROUP = 16;

  /** Elements of a row, and rows of a column, that an item of a processor folds. */
  private static final int ROW_PART = 4096;

  private static final int SHORTEST_COLUMN_PART = 64;
  private static final int LONGEST_COLUMN_PART = 256;
  private static final int COLUMN_PART_ELEMENTS = 2048;

  /** Elements of a processor's vectors, and columns of its items. */
  private static final int LANES = 16;

  /** Columns that an item keeps in registers, and those that it keeps beside it. */
  private static final int BLOCK = 64;

  private static final int SHEET = 1024;

  private final StepCode code;
  private final FoldKind kind;

  private Folds(StepCode code, FoldKind kind) {
    this.code = code;
    this.kind = kind;
  }

  static void lower(Reduce.Fold op, StepCode code) {
    Values from = new Values(code.input(0), code.inputType(0));
    Values to = new Values(code.output(0), code.outputType(0));
    new Folds(code, op.kind()).fold(runs(code.inputShape(0), op.axes()), from, to);
  }

  /** Sums the rows of operand {@code operand}, a matrix, into result {@code result}. */
  static void sumRows(int operand, int result, StepCode code) {
    Values from = new Values(code.input(operand), code.inputType(operand));
    Values to = new Values(code.output(result), code.outputType(result));
    Shape shape = code.inputShape(operand);
    Run folded = new Run(shape.dim(0), true);
    Run kept = new Run(shape.last(), false);
    new Folds(code, FoldKind.SUM).fold(new ArrayList<>(List.of(folded, kept)), from, to);
  }

  /** Axes in a row that are all folded, or all kept. */
  private record Run(long extent, boolean folded) {}

  private static List<Run> runs(Shape shape, List<Integer> axes) {
    List<Run> runs = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean folded = axes.contains(axis);
      if (!runs.isEmpty() && runs.getLast().folded == folded) {
        runs.add(new Run(runs.removeLast().extent * shape.dim(axis), folded));
      } else if (shape.dim(axis) != 1) {
        runs.add(new Run(shape.dim(axis), folded));
      }
    }
    return runs;
  }

  /** Values in memory, with their type. */
  private record Values(Place place, DType type) {}

  private void fold(List<Run> runs, Values operand, Values result) {
    Values from = operand;
    int axis = longestFolded(runs);
    if (axis < 0) {
      Copies.whole(code);
      return;
    }
    while (axis >= 0) {
      long outer = size(runs.subList(0, axis));
      long inner = size(runs.subList(axis + 1, runs.size()));
      long folded = runs.remove(axis).extent;
      axis = longestFolded(runs);
      Values to = axis < 0 ? result : partial(outer * inner);
      fold(from, to, outer, folded, inner);
      from = to;
    }
  }

  private static int longestFolded(List<Run> runs) {
    int longest = -1;
    for (int i = 0; i < runs.size(); i++) {
      boolean longer = longest < 0 || runs.get(i).extent > runs.get(longest).extent;
      if (runs.get(i).folded && longer) {
        longest = i;
      }
    }
    return longest;
  }

  private static long size(List<Run> runs) {
    return runs.stream().mapToLong(Run::extent).reduce(1, Math::multiplyExact);
  }

  private Values partial(long size) {
    return new Values(code.workspace(size * DType.F32.bytes()), DType.F32);
  }

  /** Folds the middle axis in parts, and then the parts, until one is left. */
  private void fold(Values from, Values to, long outer, long folded, long inner) {
    if (outer > 0 && inner > 0) {
      if (code.traits().cpu()) {
        onProcessor(from, to, outer, folded, inner);
      } else {
        onGpu(from, to, outer, folded, inner);
      }
    }
  }

  private void onGpu(Values from, Values to, long outer, long folded, long inner) {
    int vector = Alignment.BYTES / from.type.bytes();
    boolean aligned = Alignment.of(from.place);
    boolean wideRows = aligned && inner == 1 && folded % vector == 0;
    boolean wideColumns = aligned && inner % vector == 0;
    long foldedUnits = wideRows ? folded / vector : folded;
    long innerUnits = wideColumns ? inner / vector : inner;
    FoldTile tile = FoldTile.of(foldedUnits, innerUnits);
    Fold fold = new Fold(outer, foldedUnits, innerUnits, tile.part());
    Values into = fold.parts() == 1 ? to : partial(outer * fold.parts() * inner);
    String suffix = wideRows ? "_rows_aligned" : wideColumns ? "_aligned" : "";
    call(suffix, wideRows || wideColumns ? vector : 1, from, into, outer * folded * inner)
        .of(outer)
        .of(foldedUnits)
        .of(innerUnits)
        .of(tile.columns())
        .of(tile.rows())
        .of(fold.parts())
        .of(fold.part())
        .over(tile.grid(fold));
    foldParts(fold, into, to, inner);
  }

  private void onProcessor(Values from, Values to, long outer, long folded, long inner) {
    boolean rows = inner == 1;
    boolean sheets = inner > BLOCK;
    Fold fold = new Fold(outer, folded, inner, rows ? ROW_PART : columnPart(inner));
    Values into = fold.parts() == 1 ? to : partial(outer * fold.parts() * inner);
    String suffix = rows ? "_rows" : sheets ? "_sheet" : "_columns";
    Call call = call(suffix, LANES, from, into, outer * folded * inner).of(outer).of(folded);
    if (!rows) {
      call.of(inner);
    }
    long across = Math.ceilDiv(inner, sheets ? SHEET : BLOCK);
    call.of(fold.parts())
        .of(fold.part())
        .covering(outer * fold.parts() * across, sheets ? 1 : PROCESSOR_GROUP);
    foldParts(fold, into, to, inner);
  }

  private static long columnPart(long inner) {
    return Math.clamp(COLUMN_PART_ELEMENTS / inner, SHORTEST_COLUMN_PART, LONGEST_COLUMN_PART);
  }

  private void foldParts(Fold fold, Values parts, Values to, long inner) {
    if (fold.parts() > 1) {
      fold(parts, to, fold.outer(), fold.parts(), inner);
    }
  }

  private Call call(String suffix, int wide, Values from, Values to, long elements) {
    Program program =
        Program.of("reduce", from.type).typed("TO", to.type).with("KIND", kind.ordinal());
    Program built =
        code.traits().cpu()
            ? program.with("CPU", 1).with("LANES", LANES)
            : program.with("WIDE", wide);
    return code.call(built.kernel("reduce_" + kind + suffix))
        .pointer(from.place, from.type.bytes())
        .pointer(to.place, to.type.bytes())
        .moves(elements * from.type.bytes())
        .computes((double) elements);
  }
}
