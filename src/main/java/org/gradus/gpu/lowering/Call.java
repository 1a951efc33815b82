package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.gradus.gpu.launch.Argument;
import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Work;
import org.gradus.op.TensorSpec;

/** A launch while its arguments are written down, in the order of the kernel's parameters. */
final class Call {
  private final StepCode code;
  private final KernelName kernel;
  private final List<Argument> arguments = new ArrayList<>();
  private long bytes;
  private double operations;
  private int localBytes;
  private int cluster = 1;

  Call(StepCode code, KernelName kernel) {
    this.code = code;
    this.kernel = kernel;
  }

  /** The step's operand {@code i}, whose bytes count as read. */
  Call input(int i) {
    TensorSpec spec = code.step().input(i).spec();
    bytes += spec.bytes();
    return pointer(code.input(i), spec.dtype().bytes());
  }

  /** As {@link #input}, for a kernel that takes elements of {@code elementBytes} there. */
  Call input(int i, int elementBytes) {
    bytes += code.step().input(i).spec().bytes();
    return pointer(code.input(i), elementBytes);
  }

  /** The step's result {@code i}, whose bytes count as written. */
  Call output(int i) {
    TensorSpec spec = code.step().output(i).spec();
    bytes += spec.bytes();
    return pointer(code.output(i), spec.dtype().bytes());
  }

  /** As {@link #output} if anyone reads the result, else a pointer the kernel must not use. */
  Call outputIfWanted(int i) {
    int bytes = code.step().output(i).spec().dtype().bytes();
    return code.wants(i) ? output(i) : pointer(new Place(new Region.Workspace(), 0), bytes);
  }

  /** Any place, whose bytes do not count. */
  Call pointer(Place place, int elementBytes) {
    arguments.add(new Argument.Pointer(place, elementBytes));
    return this;
  }

  /** A table of integers. */
  Call table(int... values) {
    return pointer(code.table(values), Integer.BYTES);
  }

  /** The two parameters of a kernel that can meet a bad index: where to say so, and as whom. */
  Call faults() {
    return pointer(new Place(new Region.FaultFlags(), 0), Integer.BYTES).of(code.index());
  }

  /** A 32-bit integer. */
  Call of(int value) {
    arguments.add(new Argument.Int32(value));
    return this;
  }

  /** A 64-bit integer. */
  Call of(long value) {
    arguments.add(new Argument.Int64(value));
    return this;
  }

  /** A 32-bit floating-point number. */
  Call of(float value) {
    arguments.add(new Argument.Float32(value));
    return this;
  }

  /** Bytes that are read or written besides the operands named by {@link #input} and so on. */
  Call moves(long more) {
    bytes += more;
    return this;
  }

  /** Floating-point operations. */
  Call computes(double more) {
    operations += more;
    return this;
  }

  /** Gives each group {@code more} bytes that it shares, besides what the kernel declares. */
  Call sharing(int more) {
    localBytes += more;
    return this;
  }

  /** Has {@code groups} neighbouring groups run together, as a cluster. */
  Call inClustersOf(int groups) {
    cluster = groups;
    return this;
  }

  /** A tensor map; see {@link Argument.TensorMap}. */
  Call map(Argument.TensorMap map) {
    arguments.add(map);
    return this;
  }

  /** Launches at least {@code items} items, in groups of {@code group}. */
  void covering(long items, int group) {
    over(Grid.covering(items, group));
  }

  /** Launches the groups of {@code grid}; none at all if there are none. */
  void over(Grid grid) {
    if (grid.groupsX() > 0 && grid.groupsY() > 0 && grid.groupsZ() > 0) {
      Work work = new Work(bytes, operations);
      code.add(new KernelLaunch(kernel, grid, localBytes, cluster, arguments, code.step(), work));
    }
  }
}
