package org.gradus.device;

import org.gradus.graph.Variable;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/** Some rows of a variable, a row being what stands at one index of its first axis. */
public final class Rows {
  private Rows() {}

  /**
   * The index of the first element of {@code row}, among all elements of {@code variable}.
   *
   * @param rows what is to be copied there
   * @throws IllegalArgumentException if {@code rows} do not fit there
   */
  public static long begin(Variable variable, int row, TensorSpec rows) {
    Shape whole = variable.spec().shape();
    Shape part = rows.shape();
    boolean fits =
        rows.dtype() == variable.spec().dtype()
            && whole.rank() > 0
            && part.rank() == whole.rank()
            && part.suffix(1).equals(whole.suffix(1))
            && row >= 0
            && row <= whole.dim(0) - part.dim(0);
    if (!fits) {
      throw new IllegalArgumentException(
          "variable '%s' is %s, and cannot take %s from row %d on"
              .formatted(variable.name(), variable.spec(), rows, row));
    }
    return row * whole.suffix(1).size();
  }
}
