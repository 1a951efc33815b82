package org.gradus.cpu;

import org.gradus.op.UpdateRule;

/** Optimizers' rules by their formulas in {@link UpdateRule}, in double, one element at a time. */
@FunctionalInterface
interface ReferenceRule {
  /** One element: parameter w, its gradient g, and slots a, b and c. */
  final class Element {
    double w;
    double g;
    final double[] slots = new double[3];
  }

  /** Changes an element; t is the number of the step, 1 for the first. */
  void apply(Element x, double rate, double t);

  /** The rule in double. */
  static ReferenceRule of(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> (x, rate, t) -> x.w -= rate * x.g;
      case UpdateRule.Momentum momentum -> (x, rate, t) -> momentum(momentum, x, rate);
      case UpdateRule.Adagrad adagrad ->
          (x, rate, t) -> {
            x.slots[0] += x.g * x.g;
            x.w -= rate * x.g / (Math.sqrt(x.slots[0]) + adagrad.epsilon());
          };
      case UpdateRule.Adadelta adadelta ->
          (x, rate, t) -> {
            double square = average(x, 0, adadelta.rho(), x.g * x.g);
            double root = Math.sqrt(square + adadelta.epsilon());
            double change = x.g * Math.sqrt(x.slots[1] + adadelta.epsilon()) / root;
            average(x, 1, adadelta.rho(), change * change);
            x.w -= rate * change;
          };
      case UpdateRule.RmsProp rmsProp -> (x, rate, t) -> rmsProp(rmsProp, x, rate);
      case UpdateRule.Adam adam -> (x, rate, t) -> adam(adam, x, rate, t);
      case UpdateRule.NAdam nadam -> (x, rate, t) -> nadam(nadam, x, rate, t);
      case UpdateRule.Lion lion ->
          (x, rate, t) -> {
            x.w -= rate * Math.signum(lion.beta1() * x.slots[0] + (1 - lion.beta1()) * x.g);
            average(x, 0, lion.beta2(), x.g);
          };
    };
  }

  /** Makes a slot the moving average of itself and {@code value}; returns it. */
  private static double average(Element x, int slot, double share, double value) {
    x.slots[slot] = share * x.slots[slot] + (1 - share) * value;
    return x.slots[slot];
  }

  private static void momentum(UpdateRule.Momentum rule, Element x, double rate) {
    double share = rule.momentum();
    switch (rule.form()) {
      case PLAIN -> {
        x.slots[0] = share * x.slots[0] + x.g;
        x.w -= rate * x.slots[0];
      }
      case NESTEROV -> {
        x.slots[0] = share * x.slots[0] + x.g;
        x.w -= rate * (x.g + share * x.slots[0]);
      }
      case CLASSICAL -> {
        x.slots[0] = share * x.slots[0] - rate * x.g;
        x.w += x.slots[0];
      }
    }
  }

  private static void rmsProp(UpdateRule.RmsProp rule, Element x, double rate) {
    double square = average(x, 0, rule.alpha(), x.g * x.g);
    if (rule.centred()) {
      double mean = average(x, 1, rule.alpha(), x.g);
      square = Math.max(0, square - mean * mean);
    }
    double change = x.g / (Math.sqrt(square) + rule.epsilon());
    if (rule.momentum() != 0) {
      int velocity = rule.centred() ? 2 : 1;
      x.slots[velocity] = rule.momentum() * x.slots[velocity] + change;
      change = x.slots[velocity];
    }
    x.w -= rate * change;
  }

  private static void adam(UpdateRule.Adam rule, Element x, double rate, double t) {
    double mean = average(x, 0, rule.beta1(), x.g);
    double square = average(x, 1, rule.beta2(), x.g * x.g);
    if (rule.greatest()) {
      x.slots[2] = Math.max(x.slots[2], square);
      square = x.slots[2];
    }
    double unbiasedMean = mean / (1 - Math.pow(rule.beta1(), t));
    double unbiasedSquare = square / (1 - Math.pow(rule.beta2(), t));
    x.w -= rate * (unbiasedMean / (Math.sqrt(unbiasedSquare) + rule.epsilon()));
  }

  private static void nadam(UpdateRule.NAdam rule, Element x, double rate, double t) {
    double mean = average(x, 0, rule.beta1(), x.g);
    double square = average(x, 1, rule.beta2(), x.g * x.g);
    double root = Math.sqrt(square / (1 - Math.pow(rule.beta2(), t))) + rule.epsilon();
    double now = (1 - MomentumProduct.share(rule, t)) * x.g / (1 - MomentumProduct.upTo(rule, t));
    double ahead =
        MomentumProduct.share(rule, t + 1) * mean / (1 - MomentumProduct.upTo(rule, t + 1));
    x.w -= rate * (now + ahead) / root;
  }
}
