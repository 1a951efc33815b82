package org.gradus.gpu;

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

  /**
   * The rows of {@code shape}, which are its last axis.
   *
   * @param file the kernels' file, in which names end in {@code _held} where rows are held
   * @param places where the matrices that share this shape begin
   */
  static Rows of(String file, StepCode code, DType dtype, Shape shape, Place... places) {
    int width = shape.last();
    long rows = shape.prefix(shape.rank() - 1).size();
    Program program = Program.of(file, dtype);
    if (code.traits().cpu()) {
      return new Rows(rows, width, Wide.onCpu(program), 1, false, true);
    }
    int wide = Wide.elements(width, dtype, places);
    int holds = wide == 1 ? 16 : 32 / wide; // HELD in rows.h
    int vectors = Math.ceilDiv(width, wide);
    int lanes = Math.min(GROUP, powerOfTwo(Math.ceilDiv(vectors, holds)));
    boolean held = vectors <= lanes * holds;
    return new Rows(rows, width, program.with("WIDE", wide), lanes, held, false);
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  /** The kernel that suits these rows. */
  KernelName kernel(String name) {
    return program.kernel(held ? name + "_held" : name);
  }

  /** Launches {@code call}, whose arguments so far come first, over the rows. */
  void launch(Call call) {
    call.of(rows).of(width);
    if (cpu) {
      call.covering(rows, Math.clamp(GRAIN / Math.max(1, width), 1, 64));
    } else {
      call.of(lanes).over(Grid.groups(Math.ceilDiv(rows, GROUP / lanes), GROUP));
    }
  }
}
