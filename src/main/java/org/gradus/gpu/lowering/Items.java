package org.gradus.gpu.lowering;

import java.util.stream.IntStream;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Program;

/**
 * How elementwise kernels divide their work among items, as {@code items.h} has it.
 *
 * @param lanes whether an item treats a vector of a processor's lanes at once
 * @param aligned whether it treats 16 bytes at once, which assumes where operands begin
 * @param run the number of elements of an item
 */
record Items(boolean lanes, boolean aligned, int run) {
  /** Items of a group. */
  private static final int GROUP = 256;

  /** The widest vectors of OpenCL; where registers hold less a compiler takes several. */
  private static final int LANES = 16;

  private static final int ALIGNMENT = 16;

  /**
   * The choice for a step over rows of {@code columns} elements, of which a GPU's item can treat
   * {@code vector} at once.
   */
  static Items of(StepCode code, long rows, long columns, int vector) {
    if (code.traits().cpu()) {
      return new Items(true, false, LANES);
    }
    boolean aligned = isAligned(code) && (rows == 1 || columns % vector == 0);
    return new Items(false, aligned, aligned ? vector : 1);
  }

  /** How many elements of the first result's, or the last operand's, type 16 bytes hold. */
  static int vector(int elementBytes) {
    return ALIGNMENT / elementBytes;
  }

  private static boolean isAligned(StepCode code) {
    return IntStream.range(0, code.step().inputs().size())
            .allMatch(i -> code.input(i).offset() % ALIGNMENT == 0)
        && code.output(0).offset() % ALIGNMENT == 0;
  }

  /** The kernel {@code name} of {@code program} that goes with this choice. */
  KernelName kernel(Program program, String name) {
    Program suited = lanes ? program.with("LANES", LANES) : program;
    return suited.kernel(aligned ? name + "_aligned" : name);
  }

  /** The grid over {@code n} elements. */
  Grid flat(long n) {
    return Grid.covering(Math.ceilDiv(n, run), GROUP);
  }

  /** Groups across a row of {@code columns} elements. */
  int blocks(long columns) {
    return (int) Math.ceilDiv(Math.ceilDiv(columns, run), across(columns));
  }

  /** The grid over rows, in which groups are numbered row by row. */
  Grid rows(long rows, long columns) {
    int across = across(columns);
    int down = GROUP / across;
    return new Grid(Math.ceilDiv(rows, down) * blocks(columns), 1, 1, across, down, 1);
  }

  /** Items of a group across a row: a power of two that no narrow row leaves half idle. */
  private int across(long columns) {
    long runs = Math.clamp(Math.ceilDiv(columns, run), 1, GROUP);
    return (int) Long.highestOneBit(2 * runs - 1);
  }
}
