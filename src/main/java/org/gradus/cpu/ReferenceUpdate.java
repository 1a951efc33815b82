package org.gradus.cpu;

import org.gradus.op.Update;

/** Optimizers by their formulas, in double. */
final class ReferenceUpdate {
  private ReferenceUpdate() {}

  /** What a step changes at one element, for its learning rate. */
  @FunctionalInterface
  private interface Rule {
    void apply(int index, double rate, int step);
  }

  static Kernel lower(Update op, Binding binding) {
    return switch (op) {
      case Update.Assign ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.RecordRow ignored -> throw ReferenceLowering.notArithmetic(op);
      case Update.Sgd sgd -> sgd(sgd, binding);
      case Update.Momentum momentum -> momentum(momentum, binding);
      case Update.Adam adam -> adam(adam, binding);
    };
  }

  private static Kernel sgd(Update.Sgd op, Binding binding) {
    Operand g = binding.in(0);
    Operand w = binding.out();
    return kernel(
        binding,
        (i, rate, step) -> w.set(i, w.get(i) - rate * (g.get(i) + op.weightDecay() * w.get(i))));
  }

  private static Kernel momentum(Update.Momentum op, Binding binding) {
    Operand w = binding.out();
    Operand v = binding.outOrScratch(1);
    return kernel(
        binding,
        (i, rate, step) -> {
          double g = binding.in(0).get(i) + op.weightDecay() * w.get(i);
          double velocity = op.momentum() * v.get(i) + g;
          v.set(i, velocity);
          double direction = op.nesterov() ? g + op.momentum() * velocity : velocity;
          w.set(i, w.get(i) - rate * direction);
        });
  }

  private static Kernel adam(Update.Adam op, Binding binding) {
    Operand w = binding.out();
    Operand m = binding.outOrScratch(1);
    Operand v = binding.outOrScratch(2);
    return kernel(
        binding,
        (i, rate, step) -> {
          double weight = w.get(i);
          double coupled = op.decoupled() ? 0 : op.weightDecay();
          double g = binding.in(0).get(i) + coupled * weight;
          double mean = op.beta1() * m.get(i) + (1 - op.beta1()) * g;
          double square = op.beta2() * v.get(i) + (1 - op.beta2()) * g * g;
          m.set(i, mean);
          v.set(i, square);
          double meanHat = mean / (1 - Math.pow(op.beta1(), step + 1));
          double squareHat = square / (1 - Math.pow(op.beta2(), step + 1));
          double change = meanHat / (Math.sqrt(squareHat) + op.epsilon());
          double decay = op.decoupled() ? rate * op.weightDecay() * weight : 0;
          w.set(i, weight - decay - rate * change);
        });
  }

  private static Kernel kernel(Binding binding, Rule rule) {
    OptimizerStep now = new OptimizerStep(binding);
    return () -> {
      if (now.isOk()) {
        for (int i = 0; i < binding.in(0).size(); i++) {
          rule.apply(i, now.rate(), now.step());
        }
      }
    };
  }
}
