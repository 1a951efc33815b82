package org.gradus.optim;

import java.util.List;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.UpdateRule;

/** Declares the state of optimizers. */
final class Slots {
  private Slots() {}

  /** The rule's slots, each as large as the parameters and zero at first; returns their names. */
  static List<String> declare(Variables variables, Variable parameters, UpdateRule rule) {
    return rule.slots().stream()
        .map(
            slot ->
                variables
                    .declare("optimizer." + slot, parameters.spec(), Role.SLOT, Initial.ZEROS)
                    .name())
        .toList();
  }
}
