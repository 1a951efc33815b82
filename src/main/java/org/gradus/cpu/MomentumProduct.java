package org.gradus.cpu;

import org.gradus.op.UpdateRule;

/** The share of momentum that NAdam takes in a step, and the product of these shares. */
final class MomentumProduct {
  /** Below this a product is nothing beside 1, in double too. */
  private static final double NOTHING = 0x1p-60;

  private MomentumProduct() {}

  /** mu(t), for t from 1 on. */
  static double share(UpdateRule.NAdam rule, double t) {
    return rule.beta1() * (1 - 0.5 * Math.pow(0.96, t * rule.momentumDecay()));
  }

  /** mu(1) mu(2) ... mu(t), or a number as good as 0: no product is above beta1^t. */
  static double upTo(UpdateRule.NAdam rule, double t) {
    if (t * Math.log(rule.beta1()) < Math.log(NOTHING)) {
      return 0;
    }
    double product = 1;
    for (double i = 1; i <= t && product > NOTHING; i++) {
      product *= share(rule, i);
    }
    return product;
  }
}
