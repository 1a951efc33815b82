package org.gradus.gpu.lowering;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;
import org.gradus.op.Shape;

/** Copies between two boxes that do not overlap, each with strides of its own; see copy.cl. */
final class Copies {
  private static final int GROUP = 256;
  private static final int PROCESSOR_GROUP = 16;
  private static final int IN_FLIGHT = 4;

  /** Elements a processor's item copies. */
  private static final int RUN = 4096;

  /** Rows and columns of a tile that a processor's item turns. */
  private static final int PROCESSOR_TILE = 128;

  /** Axes shorter than this are not worth a tile. */
  private static final int SHORTEST_TILED = 8;

  private static final int FROM = 0;
  private static final int TO = 1;

  private final StepCode code;
  private final int elementBytes;
  private final Program program;

  /** Copies of elements of {@code dtype} for the step of {@code code}. */
  Copies(StepCode code, DType dtype) {
    this.code = code;
    elementBytes = dtype.bytes();
    program = program("copy", dtype, code.traits());
  }

  /** Copies the first operand to the result, unless it is there already. */
  static void whole(StepCode code) {
    if (!code.input(0).equals(code.output(0))) {
      Shape shape = code.outputShape(0);
      Axes axes = Axes.of(shape.dims(), shape.strides(), shape.strides());
      new Copies(code, code.outputType(0)).copy(code.input(0), code.output(0), axes);
    }
  }

  /** The program for elements that are moved as bits: one type stands for all of its size. */
  static Program program(String file, DType dtype, Traits traits) {
    Program program = plain(file, dtype);
    return traits.cpu() ? program.with("CPU", 1) : program;
  }

  /** As {@link #program}, of a file that is the same for processors. */
  static Program plain(String file, DType dtype) {
    DType alike =
        switch (dtype.bytes()) {
          case 1 -> DType.U8;
          case 2 -> DType.BF16;
          case 4 -> DType.I32;
          default -> throw new IllegalArgumentException(dtype + " is computed on the cpu only");
        };
    return Program.of(file, alike);
  }

  /** Copies the elements of {@code axes}: from where operand 0 begins to where operand 1 does. */
  void copy(Place from, Place to, Axes axes) {
    int turned = turnedAxis(axes);
    if (axes.size() == 0) {
      return;
    }
    if (axes.isDense() && !code.traits().cpu() && Alignment.of(from, to)) {
      copyAligned(from, to, axes.size());
    } else if (turned >= 0) {
      transpose(from, to, axes, turned);
    } else {
      copyStrided(from, to, axes);
    }
  }

  private Call call(KernelName kernel, int bytes, Place from, Place to, long n) {
    return code.call(kernel).pointer(from, bytes).pointer(to, bytes).moves(2 * n * elementBytes);
  }

  private void copyAligned(Place from, Place to, long n) {
    long vectors = Math.ceilDiv(n * elementBytes, Alignment.BYTES);
    call(program.kernel("copy_aligned"), elementBytes, from, to, n)
        .of(n)
        .over(Grid.groups(Math.ceilDiv(vectors, IN_FLIGHT * GROUP), GROUP));
  }

  /** The axis that lies side by side in the operand but not in the result, or -1. */
  private static int turnedAxis(Axes axes) {
    int last = axes.rank() - 1;
    if (axes.stride(TO, last) != 1
        || axes.stride(FROM, last) <= 1
        || axes.dim(last) < SHORTEST_TILED) {
      return -1;
    }
    for (int axis = 0; axis < last; axis++) {
      if (axes.stride(FROM, axis) == 1 && axes.dim(axis) >= SHORTEST_TILED) {
        return axis;
      }
    }
    return -1;
  }

  private void transpose(Place from, Place to, Axes axes, int turned) {
    int last = axes.rank() - 1;
    Axes planes = axes.without(turned, last);
    int tile = code.traits().cpu() ? PROCESSOR_TILE : Math.min(64, 128 / elementBytes);
    long tiles =
        planes.size() * Math.ceilDiv(axes.dim(last), tile) * Math.ceilDiv(axes.dim(turned), tile);
    Call call =
        call(program.kernel("transpose"), elementBytes, from, to, axes.size())
            .table(planes.table())
            .of(planes.rank())
            .of(tiles)
            .of(axes.dim(last))
            .of(axes.dim(turned))
            .of(axes.stride(FROM, last))
            .of(axes.stride(TO, turned));
    if (code.traits().cpu()) {
      call.covering(tiles, 1);
    } else {
      call.over(Grid.groups(tiles, GROUP));
    }
  }

  private void copyStrided(Place from, Place to, Axes axes) {
    int vector = Alignment.BYTES / elementBytes;
    if (!code.traits().cpu() && Alignment.of(from, to) && isMadeOf(vector, axes)) {
      Program wide = program.with("ALIGNED", 1);
      KernelName kernel = wide.kernel("copy_strided_aligned");
      Call call = call(kernel, Alignment.BYTES, from, to, axes.size());
      copyUnits(call, axes.inVectors(vector));
    } else {
      KernelName kernel = program.kernel("copy_strided");
      copyUnits(call(kernel, elementBytes, from, to, axes.size()), axes);
    }
  }

  /** Whether rows are whole vectors that begin where vectors do. */
  private static boolean isMadeOf(int vector, Axes axes) {
    int last = axes.rank() - 1;
    return axes.dim(last) % vector == 0
        && axes.stride(FROM, last) == 1
        && axes.stride(TO, last) == 1
        && Arrays.stream(axes.without(last).strides())
            .flatMapToLong(LongStream::of)
            .allMatch(stride -> stride % vector == 0);
  }

  private void copyUnits(Call call, Axes axes) {
    boolean plane = axes.rank() > 1;
    int middle = plane ? axes.dim(-2) : 1;
    int inner = axes.dim(-1);
    Axes around = plane ? axes.without(axes.rank() - 2, axes.rank() - 1) : axes.without(0);
    Units units = Units.of(code.traits(), middle, inner);
    long count =
        around.size() * Math.ceilDiv(middle, units.span) * Math.ceilDiv(inner, units.length);
    call.table(around.table())
        .of(around.rank())
        .of(count)
        .of(Integer.numberOfTrailingZeros(units.lanes))
        .of(middle)
        .of(plane ? axes.stride(FROM, -2) : 0)
        .of(plane ? axes.stride(TO, -2) : 0)
        .of(units.span)
        .of(inner)
        .of(axes.stride(FROM, -1))
        .of(axes.stride(TO, -1))
        .of(units.length)
        .covering(count * units.lanes, code.traits().cpu() ? PROCESSOR_GROUP : GROUP);
  }

  /**
   * How a plane is cut.
   *
   * @param lanes items that share a unit, a power of two
   * @param span rows of a unit
   * @param length elements of each of its rows
   */
  private record Units(int lanes, int span, int length) {
    static Units of(Traits traits, int middle, int inner) {
      if (traits.cpu()) {
        int length = Math.min(inner, RUN);
        return new Units(1, Math.clamp(RUN / length, 1, middle), length);
      }
      int lanes = Math.min(GROUP, Integer.highestOneBit(2 * inner - 1));
      int length = lanes * IN_FLIGHT;
      return new Units(lanes, inner < length ? Math.min(IN_FLIGHT, middle) : 1, length);
    }
  }
}
