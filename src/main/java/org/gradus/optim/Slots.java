package org.gradus.optim;

import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;

/** Declares the state of optimizers. */
final class Slots {
  private Slots() {}

  /** A slot as large as the parameters, zero at first; returns the variable's name. */
  static String declare(Variables variables, Variable parameters, String name) {
    return variables
        .declare("optimizer." + name, parameters.spec(), Role.SLOT, Initial.ZEROS)
        .name();
  }
}
