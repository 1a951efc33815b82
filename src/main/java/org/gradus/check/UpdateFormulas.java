package org.gradus.check;

import java.util.List;
import org.gradus.op.Update;

/**
 * Optimizer steps written down once more, from the formulas of {@link Update} and from no kernel.
 * Operands are the variables, then gradient, rates, step and flag.
 */
final class UpdateFormulas {
  private UpdateFormulas() {}

  static List<double[]> sgd(Update.Sgd op, List<double[]> in) {
    double[] w = in.get(0).clone();
    double rate = rate(in, 1);
    for (int i = 0; i < w.length; i++) {
      w[i] = w[i] - rate * (in.get(1)[i] + op.weightDecay() * w[i]);
    }
    return List.of(w);
  }

  static List<double[]> momentum(Update.Momentum op, List<double[]> in) {
    double[] w = in.get(0).clone();
    double[] v = in.get(1).clone();
    double rate = rate(in, 2);
    for (int i = 0; i < w.length; i++) {
      double g = in.get(2)[i] + op.weightDecay() * w[i];
      v[i] = op.momentum() * v[i] + g;
      w[i] -= rate * (op.nesterov() ? g + op.momentum() * v[i] : v[i]);
    }
    return List.of(w, v);
  }

  static List<double[]> adam(Update.Adam op, List<double[]> in) {
    double[] w = in.get(0).clone();
    double[] m = in.get(1).clone();
    double[] v = in.get(2).clone();
    double rate = rate(in, 3);
    double t = in.get(5)[0] + 1;
    for (int i = 0; i < w.length; i++) {
      double g = in.get(3)[i] + (op.decoupled() ? 0 : op.weightDecay() * w[i]);
      m[i] = op.beta1() * m[i] + (1 - op.beta1()) * g;
      v[i] = op.beta2() * v[i] + (1 - op.beta2()) * g * g;
      double mean = m[i] / (1 - Math.pow(op.beta1(), t));
      double square = v[i] / (1 - Math.pow(op.beta2(), t));
      double decay = op.decoupled() ? rate * op.weightDecay() * w[i] : 0;
      w[i] -= decay + rate * mean / (Math.sqrt(square) + op.epsilon());
    }
    return List.of(w, m, v);
  }

  /** The entry of the table of rates that the step names; the gradient is operand {@code at}. */
  private static double rate(List<double[]> in, int at) {
    double[] rates = in.get(at + 1);
    return rates[(int) in.get(at + 2)[0] % rates.length];
  }
}
