package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;

/**
 * How a kernel that treats elements one by one is launched: over runs of elements on a CPU, over
 * pieces of 16 bytes on a GPU, which are had by one access where all places are multiples of that.
 * Such kernels are built with {@code CPU} defined for a CPU.
 */
record ElementGrid(Traits traits, boolean aligned) {
  /** Elements of one item on a CPU; RUN_LENGTH in runs.h. */
  static final int RUN = 1024;

  private static final int GROUP = 256;

  /** The grid of kernels that access all of {@code places}. */
  static ElementGrid of(Traits traits, Place... places) {
    return new ElementGrid(traits, !traits.cpu() && Alignment.of(places));
  }

  /** The kernel file built for this device. */
  Program program(String file, DType dtype) {
    return forDevice(Program.of(file, dtype), traits);
  }

  /** A program as such a device wants it. */
  static Program forDevice(Program program, Traits traits) {
    return traits.cpu() ? Wide.onCpu(program) : program;
  }

  /** The kernel {@code name} of that program, or its variant for aligned places. */
  KernelName kernel(Program program, String name) {
    return program.kernel(aligned ? name + "_aligned" : name);
  }

  /** The argument of kernels that have no such variant: 1 if places are aligned, else 0. */
  int vectors() {
    return aligned ? 1 : 0;
  }

  /** Enough items for {@code n} elements of a type. */
  Grid covering(long n, DType dtype) {
    return traits.cpu()
        ? Grid.covering(Math.ceilDiv(n, RUN), 1)
        : Grid.covering(Math.ceilDiv(n, vector(dtype)), GROUP);
  }

  /** Enough items, each of which moves a piece of a row and not a run of elements. */
  Grid pieces(long items) {
    return Grid.covering(items, traits.cpu() ? cpuGroup(items) : GROUP);
  }

  /** Pieces are small, so a core takes many of them as one group. */
  private int cpuGroup(long items) {
    return Math.clamp(items / (8L * traits.units()), 1, 64);
  }

  /** Elements of 16 bytes. */
  static int vector(DType dtype) {
    return Alignment.BYTES / dtype.bytes();
  }
}
