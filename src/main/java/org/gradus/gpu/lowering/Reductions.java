package org.gradus.gpu.lowering;

import org.gradus.op.Reduce;

/** Ops that fold axes away. */
final class Reductions {
  private Reductions() {}

  static void lower(Reduce op, StepCode code) {
    switch (op) {
      case Reduce.Fold fold -> Folds.lower(fold, code);
      case Reduce.ArgMax argMax -> ArgMaxes.lower(argMax, code);
      case Reduce.AllFinite ignored -> FiniteFlag.lower(code);
    }
  }
}
