package org.gradus.cpu;

import org.jspecify.annotations.Nullable;

/** The labels of a cross-entropy. */
final class Labels {
  private Labels() {}

  /**
   * Looks at all labels, the second operand of {@code binding}, before any is used.
   *
   * @param ignored the label that need not be a class
   * @throws org.gradus.device.DeviceException naming the first that is not one of the classes
   */
  static void check(Binding binding, int classes, @Nullable Integer ignored) {
    Operand labels = binding.in(1);
    int[] values = labels.ints();
    for (int row = 0; row < labels.size(); row++) {
      int label = values[labels.offset() + row];
      if ((label < 0 || label >= classes) && (ignored == null || label != ignored)) {
        throw binding.error("label %d of row %d is not in 0..%d", label, row, classes - 1);
      }
    }
  }
}
