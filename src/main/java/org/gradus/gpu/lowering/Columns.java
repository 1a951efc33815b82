package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/**
 * How the columns of a matrix with one column a channel are shared among items. So that rows are
 * whole vectors, {@code fold} rows are taken as one, of which {@code columns} elements lie in a row
 * and {@code remaining} rows may be left over.
 *
 * @param count the rows of the matrix itself
 * @param program which of the file's programs
 * @param wide elements of a vector
 * @param across vectors of columns that a group takes side by side, a power of two
 * @param cpu whether an item takes whole rows instead
 */
record Columns(
    long count, int channels, int fold, Program program, int wide, int across, boolean cpu) {
  /** Items of a group: GROUP in {@code rows.h}. */
  private static final int GROUP = 256;

  /** Channels of a group in kernels over channels: ACROSS in {@code columns.h}. */
  private static final int CHANNELS = 32;

  /** Vectors that a group takes side by side at the most: 512 bytes. */
  private static final int MOST_ACROSS = 32;

  /** Groups that are enough for every GPU, and blocks that are for every processor. */
  private static final int GROUPS = 512;

  private static final int BLOCKS_ON_CPU = 32;

  /** Rows that an item reads at once. */
  private static final int BATCH = 8;

  /** Elements of a row that are worth a loop on a processor. */
  private static final int LONG_ROW = 256;

  /** The matrix that operand 0 is, with its channels last. */
  static Columns of(String file, StepCode code, Place... places) {
    Shape shape = code.inputShape(0);
    DType dtype = code.inputType(0);
    int channels = shape.last();
    long count = shape.prefix(shape.rank() - 1).size();
    Program program = Program.of(file, dtype);
    if (code.traits().cpu()) {
      int fold = wholeVectors(channels, Wide.ON_CPU);
      fold *= Math.ceilDiv(LONG_ROW, channels * fold);
      fold = channels >= LONG_ROW || count < fold ? 1 : fold;
      return new Columns(count, channels, fold, Wide.onCpu(program), Wide.ON_CPU, 1, true);
    }
    int vector = Wide.elements(0, dtype, places);
    int fold = wholeVectors(channels, vector);
    if (count % fold != 0) {
      vector = 1;
      fold = 1;
    }
    int across = Math.min(MOST_ACROSS, powerOfTwo(Math.ceilDiv(channels * fold, vector)));
    return new Columns(count, channels, fold, program.with("WIDE", vector), vector, across, false);
  }

  /** How many rows have to be one for it to be whole vectors. */
  private static int wholeVectors(int channels, int vector) {
    int fold = 1;
    while ((long) channels * fold % vector != 0) {
      fold *= 2; // vectors are powers of two
    }
    return fold;
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  long rows() {
    return count / fold;
  }

  int columns() {
    return channels * fold;
  }

  int remaining() {
    return (int) (count % fold);
  }

  /** Floats from one row of sums to the next. */
  int pitch() {
    return Math.ceilDiv(columns(), Wide.ON_CPU) * Wide.ON_CPU;
  }

  /** Rows of a block. */
  long block() {
    long most = cpu ? BLOCKS_ON_CPU : Math.max(1, GROUPS / groupsAcross());
    long atOnce = (long) BATCH * (cpu ? 1 : GROUP / across);
    return Math.ceilDiv(Math.ceilDiv(rows(), most), atOnce) * atOnce;
  }

  /** Blocks of rows, of which each has at least one. */
  int blocks() {
    return rows() == 0 ? 0 : (int) Math.ceilDiv(rows(), block());
  }

  private int groupsAcross() {
    return Math.ceilDiv(Math.ceilDiv(columns(), wide), across);
  }

  /** Memory for two sums of each column of each block. */
  Place shares(StepCode code) {
    return floats(code, 2L * blocks() * pitch() + Wide.ON_CPU);
  }

  /** Memory for so many numbers. */
  static Place floats(StepCode code, long count) {
    return code.workspace(count * Float.BYTES);
  }

  KernelName kernel(String name) {
    return program.kernel(name);
  }

  /** Launches {@code call}, whose arguments so far come first, over the blocks. */
  void launch(Call call) {
    over(call.of(pitch()).of(block()).of(rows()).of(columns()).of(channels), blocks());
  }

  /** The same for kernels that need not know of channels. */
  void launchPlain(Call call) {
    over(call.of(pitch()).of(block()).of(rows()).of(columns()), blocks());
  }

  /** The same for the remaining rows. */
  void launchRemaining(Call call) {
    over(call.of(pitch()).of(1L).of(1L).of(remaining() * channels), 1);
  }

  private void over(Call call, int blocks) {
    if (cpu) {
      call.over(Grid.groups(blocks, 1));
    } else {
      call.of(across).over(new Grid(groupsAcross(), blocks, 1, GROUP, 1, 1));
    }
  }

  /** Launches {@code call} over the channels. */
  void launchChannels(Call call) {
    call.of(pitch()).of(block()).of(blocks()).of(rows()).of(columns()).of(channels);
    call.of(remaining());
    if (cpu) {
      call.covering(Math.ceilDiv(channels, wide), 1);
    } else {
      call.over(Grid.groups(Math.ceilDiv(channels, CHANNELS), GROUP));
    }
  }
}
