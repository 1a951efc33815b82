package org.gradus.cpu;

/** What every optimizer is told: operands (gradient, rates, step, scale, ok). */
record OptimizerStep(Binding binding) {
  /** Whether the step is to be made. */
  boolean isOk() {
    return binding.in(4).get(0) != 0;
  }

  /** The count of steps done before this one. */
  int step() {
    return (int) binding.in(2).get(0);
  }

  /** The learning rate of this step. */
  double rate() {
    Operand rates = binding.in(1);
    return rates.get(Math.floorMod(step(), rates.size()));
  }

  /** What gradients are multiplied by. */
  double scale() {
    return binding.in(3).get(0);
  }
}
