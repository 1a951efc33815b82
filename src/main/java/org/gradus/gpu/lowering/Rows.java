package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/**
 * How the rows of a matrix are shared among items, for kernels that work row by row.
 *
 * @param rows the number of rows
 * @param width elements of a row
 * @param program which of the file's programs
 * @param lanes items that share a row, a power of two
 * @param held whether they hold the row in registers, so that it is read once
 * @param cpu whether an item takes a row instead
 */
record Rows(long rows, int width, Program program, int lanes, boolean held, boolean cpu) {
  /** Items of a group: GROUP in {@code rows.h}. */
  private static final int GROUP = 256;

  /** Elements of the rows that a processor's core takes at a time. */
  private static final int GRAIN = 8192;

  /** Rows that processors take several of at once: NARROW in {@code narrow.h}. */
  private static final int NARROW = 32;

  /** Items of a group for narrow rows. */
  private static final int NARROW_ITEMS = 16;

  /** Elements of a matrix that an item can hold: HELD vectors in {@code rows.h}. */
  private static final int HELD = 32;

  /** The same where vectors have one element. */
  private static final int HELD_SINGLES = 16;

  /**
   * The rows of operand 0, which are its last axis.
   *
   * @param file the kernels' file, in which names end in {@code _held} where rows are held
   * @param matrices how many matrices are held at once
   * @param places where everything begins that is read or written in vectors
   */
  static Rows of(String file, StepCode code, int matrices, Place... places) {
    DType dtype = code.inputType(0);
    Shape shape = code.inputShape(0);
    int width = shape.last();
    long rows = shape.prefix(shape.rank() - 1).size();
    Program program = Program.of(file, dtype);
    if (code.traits().cpu()) {
      return new Rows(rows, width, Wide.onCpu(program), 1, false, true);
    }
    int wide = Wide.elements(width, dtype, places);
    int holds = (wide == 1 ? HELD_SINGLES : HELD / wide) / matrices;
    int vectors = Math.ceilDiv(width, wide);
    int lanes = Math.min(GROUP, powerOfTwo(Math.ceilDiv(vectors, holds)));
    boolean held = vectors <= lanes * holds;
    return new Rows(rows, width, program.with("WIDE", wide), lanes, held, false);
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  /** The kernel of softmax's kind that suits these rows: those have one for narrow rows, too. */
  KernelName narrowKernel(String name) {
    return isNarrow() ? program.kernel(name + "_narrow") : kernel(name);
  }

  private boolean isNarrow() {
    return cpu && width <= NARROW;
  }

  /** The kernel that suits these rows. */
  KernelName kernel(String name) {
    return program.kernel(held ? name + "_held" : name);
  }

  /** Elements of a vector. */
  int wide() {
    return cpu ? Wide.ON_CPU : Integer.parseInt(program.defines().getOrDefault("WIDE", "1"));
  }

  /** Rows that a group takes at once. */
  int atOnce() {
    return cpu ? 1 : GROUP / lanes;
  }

  /** Launches {@code call} of {@link #narrowKernel}. */
  void launchNarrow(Call call) {
    if (isNarrow()) {
      extents(call).covering(Math.ceilDiv(rows, Wide.ON_CPU), NARROW_ITEMS);
    } else {
      launch(call);
    }
  }

  /** Launches {@code call}, whose arguments so far come first, once over the rows. */
  void launch(Call call) {
    extents(call);
    if (cpu) {
      call.covering(rows, Math.clamp(GRAIN / Math.max(1, width), 1, 64));
    } else {
      call.over(Grid.groups(Math.ceilDiv(rows, atOnce()), GROUP));
    }
  }

  /** Launches {@code call} over {@code blocks} of rows, of which each group takes one. */
  void launchBlocks(Call call, int blocks) {
    extents(call).over(Grid.groups(blocks, cpu ? 1 : GROUP));
  }

  /** Launches {@code call} over the columns of {@code blocks} of rows, a vector an item. */
  void launchColumns(Call call, int blocks) {
    long groups = Math.ceilDiv(Math.ceilDiv(width, wide()), GROUP);
    extents(call).over(new Grid(groups, blocks, 1, GROUP, 1, 1));
  }

  private Call extents(Call call) {
    call.of(rows).of(width);
    return cpu ? call : call.of(lanes);
  }
}
