package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Index;
import org.gradus.op.Shape;

/** Ops that address elements by index. */
final class Indexing {
  /** Elements of one item on a CPU; PIECE in gather.cl and one_hot.cl. */
  private static final int PIECE = 1024;

  private static final int CHECK_GROUP = 64;

  private Indexing() {}

  static void lower(Index op, StepCode code) {
    boolean empty = code.outputShape(0).size() == 0;
    switch (op) {
      case Index.Gather ignored when empty -> check(code, code.inputShape(0).dim(0));
      case Index.ScatterAdd scatter when empty -> check(code, scatter.rows());
      case Index.Gather ignored -> gather(code);
      case Index.ScatterAdd ignored -> new ScatterAdd(code).lower();
      case Index.OneHot oneHot -> oneHot(oneHot, code);
    }
  }

  /** Looks at the indices, operand 1, where nothing is computed that would do so. */
  private static void check(StepCode code, int limit) {
    long n = code.inputShape(1).size();
    code.call(Program.of("check_indices").kernel("check_indices"))
        .input(1)
        .faults()
        .of(n)
        .of(limit)
        .covering(n, CHECK_GROUP);
  }

  private static void gather(StepCode code) {
    Shape table = code.inputShape(0);
    DType dtype = code.inputType(0);
    int width = table.suffix(1).intSize();
    ElementGrid grid = rows(code, width, code.input(0), code.output(0));
    int pieces = pieces(grid, width, dtype, PIECE);
    long items = code.inputShape(1).size() * pieces;
    code.call(grid.kernel(grid.program("gather", dtype), "gather"))
        .pointer(code.input(0), dtype.bytes())
        .input(1)
        .output(0)
        .faults()
        .of(items)
        .of(table.dim(0))
        .of(width)
        .of(pieces)
        .moves(code.step().output(0).spec().bytes()) // the rows that are read
        .over(grid.pieces(items));
  }

  private static void oneHot(Index.OneHot op, StepCode code) {
    DType dtype = op.dtype();
    long n = code.outputShape(0).size();
    ElementGrid grid = ElementGrid.of(code.traits(), code.output(0));
    int pieces = Math.ceilDiv(op.depth(), PIECE);
    code.call(grid.program("one_hot", dtype).kernel("one_hot"))
        .input(0)
        .output(0)
        .faults()
        .of(n)
        .of(grid.vectors())
        .of(op.depth())
        .of(pieces)
        .over(
            code.traits().cpu()
                ? grid.pieces(code.inputShape(0).size() * pieces)
                : grid.covering(n, dtype));
  }

  /** The grid over pieces of rows: aligned if every row is. */
  static ElementGrid rows(StepCode code, int width, Place... places) {
    ElementGrid grid = ElementGrid.of(code.traits(), places);
    boolean whole = width % ElementGrid.vector(code.inputType(0)) == 0;
    return new ElementGrid(grid.traits(), grid.aligned() && whole);
  }

  /** Pieces of a row, of {@code cpuPiece} elements on a CPU. */
  static int pieces(ElementGrid grid, int width, DType dtype, int cpuPiece) {
    if (grid.traits().cpu()) {
      return Math.ceilDiv(width, cpuPiece);
    }
    return grid.aligned() ? width / ElementGrid.vector(dtype) : width;
  }
}
