package org.gradus.cpu;

import org.gradus.op.Index;

/** Steps that address elements by indices, for elements of any type. */
final class Indexing {
  private Indexing() {}

  static Kernel lower(Index op, Binding binding, Parallel parallel) {
    return switch (op) {
      case Index.Gather ignored -> gather(binding, parallel);
      case Index.ScatterAdd scatter -> scatterAdd(binding, scatter.rows());
      case Index.OneHot oneHot -> oneHot(binding, oneHot.depth());
    };
  }

  private static Kernel gather(Binding binding, Parallel parallel) {
    Operand table = binding.in(0);
    Operand indices = binding.in(1);
    Operand to = binding.out();
    int rows = table.shape().dim(0);
    int width = table.shape().suffix(1).intSize();
    int[] index = indices.ints();
    Kernel copies =
        parallel.rows(
            indices.size(),
            width,
            (first, last) -> {
              for (int i = first; i < last; i++) {
                int row = index[indices.offset() + i];
                System.arraycopy(
                    table.array(),
                    table.offset() + row * width,
                    to.array(),
                    to.offset() + i * width,
                    width);
              }
            });
    return () -> {
      check(binding, indices, rows);
      copies.run();
    };
  }

  /** In the order of the indices and on one thread: which row is added when is part of the sum. */
  private static Kernel scatterAdd(Binding binding, int rows) {
    Operand from = binding.in(0);
    Operand indices = binding.in(1);
    Operand to = binding.out();
    int width = to.shape().suffix(1).intSize();
    return () -> {
      check(binding, indices, rows);
      Runs.zero(to.array(), to.offset(), to.offset() + to.size());
      for (int i = 0; i < indices.size(); i++) {
        addRow(from, i * width, to, ((int) indices.get(i)) * width, width);
      }
    };
  }

  private static void addRow(Operand from, int at, Operand to, int target, int width) {
    if (from.array() instanceof float[] rows && to.array() instanceof float[] sums) {
      for (int j = 0; j < width; j++) {
        sums[to.offset() + target + j] += rows[from.offset() + at + j];
      }
      return;
    }
    for (int j = 0; j < width; j++) {
      to.set(target + j, to.get(target + j) + from.get(at + j));
    }
  }

  private static Kernel oneHot(Binding binding, int depth) {
    Operand indices = binding.in(0);
    Operand to = binding.out();
    return () -> {
      check(binding, indices, depth);
      Runs.zero(to.array(), to.offset(), to.offset() + to.size());
      for (int i = 0; i < indices.size(); i++) {
        to.set(i * depth + (int) indices.get(i), 1);
      }
    };
  }

  private static void check(Binding binding, Operand indices, int rows) {
    for (int i = 0; i < indices.size(); i++) {
      int index = indices.ints()[indices.offset() + i];
      if (index < 0 || index >= rows) {
        throw binding.error("index %d at position %d is not in 0..%d", index, i, rows - 1);
      }
    }
  }
}
