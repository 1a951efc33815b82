package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;

/**
 * Sums of rows by index. First the positions of equal indices are brought together (index_order.cl)
 * and then each row of the result is summed; few indices need no order.
 */
final class ScatterAdd {
  /** Indices that every item can look at without a launch more being cheaper. */
  private static final int FEW = 1024;

  private static final int DIGITS = 256;
  private static final int DIGIT_BITS = 8;

  /** Chunks of indices: enough groups for a GPU, few enough for one item to walk over. */
  private static final int MOST_CHUNKS = 512;

  /** Elements of one item on a CPU; PIECE in scatter.cl. */
  private static final int PIECE = 256;

  /** Elements that a CPU's core adds at a time. */
  private static final int GRAIN = 16384;

  private static final int GROUP = 256;

  private final StepCode code;
  private final DType dtype;
  private final int n;
  private final int rows;
  private final int width;

  ScatterAdd(StepCode code) {
    this.code = code;
    dtype = code.inputType(0);
    n = code.inputShape(1).intSize();
    rows = code.outputShape(0).dim(0);
    width = code.outputShape(0).suffix(1).intSize();
  }

  void lower() {
    if (code.traits().cpu()) {
      Place order = integers(n);
      Place ends = integers(rows);
      orderOnCpu(order, ends);
      sum(order, ends);
    } else if (n <= FEW) {
      sumFew();
    } else {
      Sorted sorted = sort();
      sum(sorted.positions(), ends(sorted.keys()));
    }
  }

  private Place integers(int count) {
    return code.workspace((long) count * Integer.BYTES);
  }

  private Call order(String kernel) {
    Program program = ElementGrid.forDevice(Program.of("index_order"), code.traits());
    return code.call(program.kernel(kernel));
  }

  private void orderOnCpu(Place order, Place ends) {
    order("order_serial")
        .input(1)
        .pointer(order, Integer.BYTES)
        .pointer(ends, Integer.BYTES)
        .faults()
        .of(n)
        .of(rows)
        .over(Grid.groups(1, 1));
  }

  /** The indices in rising order, and where each stood. */
  private record Sorted(Place keys, Place positions) {}

  private Sorted sort() {
    int chunk = Math.max(DIGITS, Math.ceilDiv(n, MOST_CHUNKS));
    int chunks = Math.ceilDiv(n, chunk);
    Place counts = integers(chunks * DIGITS);
    Sorted from = new Sorted(code.input(1), code.input(1));
    Sorted to = new Sorted(integers(n), integers(n));
    Sorted spare = bits() > DIGIT_BITS ? new Sorted(integers(n), integers(n)) : to;
    for (int shift = 0; shift < Math.max(1, bits()); shift += DIGIT_BITS) {
      count(from, counts, chunk, chunks, shift);
      order("order_scan").pointer(counts, Integer.BYTES).of(chunks).over(Grid.groups(1, DIGITS));
      place(from, counts, to, chunk, chunks, shift);
      Sorted next = from.keys().equals(code.input(1)) ? spare : from;
      from = to;
      to = next;
    }
    return from;
  }

  /** Bits of the largest index. */
  private int bits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, rows - 1));
  }

  private void count(Sorted from, Place counts, int chunk, int chunks, int shift) {
    order("order_count")
        .pointer(from.keys(), Integer.BYTES)
        .pointer(counts, Integer.BYTES)
        .faults()
        .of(n)
        .of(rows)
        .of(chunk)
        .of(shift)
        .over(Grid.groups(chunks, DIGITS));
  }

  private void place(Sorted from, Place starts, Sorted to, int chunk, int chunks, int shift) {
    order("order_place")
        .pointer(from.keys(), Integer.BYTES)
        .pointer(from.positions(), Integer.BYTES)
        .pointer(starts, Integer.BYTES)
        .pointer(to.keys(), Integer.BYTES)
        .pointer(to.positions(), Integer.BYTES)
        .of(n)
        .of(rows)
        .of(chunk)
        .of(shift)
        .over(Grid.groups(chunks, DIGITS));
  }

  private Place ends(Place keys) {
    Place ends = integers(rows);
    order("order_ends")
        .pointer(keys, Integer.BYTES)
        .pointer(ends, Integer.BYTES)
        .of(n)
        .of(rows)
        .covering(rows, GROUP);
    return ends;
  }

  private void sum(Place order, Place ends) {
    ElementGrid grid = Indexing.rows(code, width, code.input(0), code.output(0));
    int pieces = Indexing.pieces(grid, width, dtype, PIECE);
    long items = (long) rows * pieces;
    code.call(grid.kernel(grid.program("scatter", dtype), "scatter_add"))
        .input(0)
        .input(1)
        .pointer(order, Integer.BYTES)
        .pointer(ends, Integer.BYTES)
        .output(0)
        .of(items)
        .of(rows)
        .of(width)
        .of(pieces)
        .computes((double) n * width)
        .over(grid.traits().cpu() ? Grid.covering(items, cpuGroup()) : grid.pieces(items));
  }

  /** Rows that a core sums as one group, which have some terms or none. */
  private int cpuGroup() {
    return Math.clamp((long) GRAIN * rows / Math.max(1, (long) n * width), 1, 64);
  }

  private void sumFew() {
    long items = (long) rows * width;
    code.call(
            new ElementGrid(code.traits(), false)
                .program("scatter", dtype)
                .kernel("scatter_add_few"))
        .input(0)
        .input(1)
        .output(0)
        .faults()
        .of(items)
        .of(n)
        .of(rows)
        .of(width)
        .computes((double) n * width)
        .covering(items, GROUP);
  }
}
