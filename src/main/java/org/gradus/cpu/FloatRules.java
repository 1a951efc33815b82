package org.gradus.cpu;

import org.gradus.cpu.FloatRule.Shared;
import org.gradus.op.UpdateRule;
import org.gradus.op.UpdateRule.RmsProp;

/** The {@link FloatRule} of each rule; formulas in {@link UpdateRule}. */
final class FloatRules {
  private FloatRules() {}

  static FloatRule of(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> new FloatRule((_, _) -> {}, FloatRules::sgd);
      case UpdateRule.Momentum momentum ->
          new FloatRule(
              (_, k) -> k[0] = momentum.momentum(),
              switch (momentum.form()) {
                case PLAIN -> FloatRules::momentum;
                case NESTEROV -> FloatRules::nesterov;
                case CLASSICAL -> FloatRules::classicalMomentum;
              });
      case UpdateRule.Adagrad adagrad ->
          new FloatRule((_, k) -> k[0] = adagrad.epsilon(), FloatRules::adagrad);
      case UpdateRule.Adadelta adadelta ->
          new FloatRule(
              (_, k) -> {
                k[0] = adadelta.rho();
                k[1] = 1 - adadelta.rho();
                k[2] = adadelta.epsilon();
              },
              FloatRules::adadelta);
      case RmsProp rmsProp ->
          new FloatRule(
              (_, k) -> {
                k[0] = rmsProp.alpha();
                k[1] = 1 - rmsProp.alpha();
                k[2] = rmsProp.epsilon();
                k[3] = rmsProp.momentum();
              },
              rmsProp(rmsProp));
      case UpdateRule.Adam adam ->
          new FloatRule(
              (t, k) -> {
                moments(adam.beta1(), adam.beta2(), adam.epsilon(), t, k);
                k[6] = 1 / (1 - Math.pow(adam.beta1(), t));
              },
              adam.greatest() ? FloatRules::amsgrad : FloatRules::adam);
      case UpdateRule.NAdam nadam ->
          new FloatRule(
              (t, k) -> {
                moments(nadam.beta1(), nadam.beta2(), nadam.epsilon(), t, k);
                double next = MomentumProduct.share(nadam, t + 1);
                k[6] = next / (1 - MomentumProduct.upTo(nadam, t + 1));
                double now = MomentumProduct.share(nadam, t);
                k[7] = (1 - now) / (1 - MomentumProduct.upTo(nadam, t));
              },
              FloatRules::nadam);
      case UpdateRule.Lion lion ->
          new FloatRule(
              (_, k) -> {
                k[0] = lion.beta1();
                k[1] = 1 - lion.beta1();
                k[2] = lion.beta2();
                k[3] = 1 - lion.beta2();
              },
              FloatRules::lion);
    };
  }

  private static FloatRule.Loop rmsProp(RmsProp rule) {
    if (rule.centred()) {
      return rule.momentum() == 0 ? FloatRules::rmsPropCentred : FloatRules::rmsPropCentredMomentum;
    }
    return rule.momentum() == 0 ? FloatRules::rmsProp : FloatRules::rmsPropMomentum;
  }

  /** k[0] to k[5]: of both moments, and one over the root of the second one's bias correction. */
  private static void moments(double beta1, double beta2, double epsilon, double t, double[] k) {
    k[0] = beta1;
    k[1] = 1 - beta1;
    k[2] = beta2;
    k[3] = 1 - beta2;
    k[4] = epsilon;
    k[5] = 1 / Math.sqrt(1 - Math.pow(beta2, t));
  }

  private static void sgd(
      Shared x, float[] g, float[] w, float[] a, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      w[i] = Math.fma(gradient, -rate, x.weight(w[i]));
    }
  }

  private static void momentum(
      Shared x, float[] g, float[] w, float[] v, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float momentum = x.k[0];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float velocity = Math.fma(v[i], momentum, gradient);
      v[i] = velocity;
      w[i] = Math.fma(velocity, -rate, x.weight(w[i]));
    }
  }

  private static void nesterov(
      Shared x, float[] g, float[] w, float[] v, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float momentum = x.k[0];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float velocity = Math.fma(v[i], momentum, gradient);
      v[i] = velocity;
      w[i] = Math.fma(Math.fma(velocity, momentum, gradient), -rate, x.weight(w[i]));
    }
  }

  private static void classicalMomentum(
      Shared x, float[] g, float[] w, float[] v, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float momentum = x.k[0];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float velocity = Math.fma(v[i], momentum, -rate * gradient);
      v[i] = velocity;
      w[i] = x.weight(w[i]) + velocity;
    }
  }

  private static void adagrad(
      Shared x, float[] g, float[] w, float[] s, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float epsilon = x.k[0];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float sum = Math.fma(gradient, gradient, s[i]);
      s[i] = sum;
      float change = gradient / ((float) Math.sqrt(sum) + epsilon);
      w[i] = Math.fma(change, -rate, x.weight(w[i]));
    }
  }

  private static void adadelta(
      Shared x, float[] g, float[] w, float[] s, float[] d, float[] c, int from, int to) {
    float rate = x.rate;
    float rho = x.k[0];
    float rest = x.k[1];
    float epsilon = x.k[2];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float square = Math.fma(s[i], rho, rest * gradient * gradient);
      float root = (float) Math.sqrt(square + epsilon);
      float change = (float) Math.sqrt(d[i] + epsilon) / root * gradient;
      s[i] = square;
      d[i] = Math.fma(d[i], rho, rest * change * change);
      w[i] = Math.fma(change, -rate, x.weight(w[i]));
    }
  }

  private static void rmsProp(
      Shared x, float[] g, float[] w, float[] s, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float alpha = x.k[0];
    float rest = x.k[1];
    float epsilon = x.k[2];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float square = Math.fma(s[i], alpha, rest * gradient * gradient);
      s[i] = square;
      float change = gradient / ((float) Math.sqrt(square) + epsilon);
      w[i] = Math.fma(change, -rate, x.weight(w[i]));
    }
  }

  private static void rmsPropMomentum(
      Shared x, float[] g, float[] w, float[] s, float[] v, float[] c, int from, int to) {
    float rate = x.rate;
    float alpha = x.k[0];
    float rest = x.k[1];
    float epsilon = x.k[2];
    float momentum = x.k[3];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float square = Math.fma(s[i], alpha, rest * gradient * gradient);
      s[i] = square;
      float change = gradient / ((float) Math.sqrt(square) + epsilon);
      float velocity = Math.fma(v[i], momentum, change);
      v[i] = velocity;
      w[i] = Math.fma(velocity, -rate, x.weight(w[i]));
    }
  }

  private static void rmsPropCentred(
      Shared x, float[] g, float[] w, float[] s, float[] m, float[] c, int from, int to) {
    float rate = x.rate;
    float alpha = x.k[0];
    float rest = x.k[1];
    float epsilon = x.k[2];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float square = Math.fma(s[i], alpha, rest * gradient * gradient);
      s[i] = square;
      float mean = Math.fma(m[i], alpha, rest * gradient);
      m[i] = mean;
      float variance = Math.max(0f, Math.fma(-mean, mean, square)); // rounding may pass 0
      float change = gradient / ((float) Math.sqrt(variance) + epsilon);
      w[i] = Math.fma(change, -rate, x.weight(w[i]));
    }
  }

  private static void rmsPropCentredMomentum(
      Shared x, float[] g, float[] w, float[] s, float[] m, float[] v, int from, int to) {
    float rate = x.rate;
    float alpha = x.k[0];
    float rest = x.k[1];
    float epsilon = x.k[2];
    float momentum = x.k[3];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float square = Math.fma(s[i], alpha, rest * gradient * gradient);
      s[i] = square;
      float mean = Math.fma(m[i], alpha, rest * gradient);
      m[i] = mean;
      float variance = Math.max(0f, Math.fma(-mean, mean, square)); // rounding may pass 0
      float change = gradient / ((float) Math.sqrt(variance) + epsilon);
      float velocity = Math.fma(v[i], momentum, change);
      v[i] = velocity;
      w[i] = Math.fma(velocity, -rate, x.weight(w[i]));
    }
  }

  private static void adam(
      Shared x, float[] g, float[] w, float[] m, float[] s, float[] c, int from, int to) {
    float rate = x.rate;
    float beta1 = x.k[0];
    float rest1 = x.k[1];
    float beta2 = x.k[2];
    float rest2 = x.k[3];
    float epsilon = x.k[4];
    float rootScale = x.k[5];
    float meanScale = x.k[6];
    float stepSize = rate * meanScale;
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float mean = Math.fma(m[i], beta1, rest1 * gradient);
      float square = Math.fma(s[i], beta2, rest2 * gradient * gradient);
      m[i] = mean;
      s[i] = square;
      float root = Math.fma((float) Math.sqrt(square), rootScale, epsilon);
      w[i] = Math.fma(mean / root, -stepSize, x.weight(w[i]));
    }
  }

  private static void amsgrad(
      Shared x, float[] g, float[] w, float[] m, float[] s, float[] most, int from, int to) {
    float rate = x.rate;
    float beta1 = x.k[0];
    float rest1 = x.k[1];
    float beta2 = x.k[2];
    float rest2 = x.k[3];
    float epsilon = x.k[4];
    float rootScale = x.k[5];
    float meanScale = x.k[6];
    float stepSize = rate * meanScale;
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float mean = Math.fma(m[i], beta1, rest1 * gradient);
      float square = Math.fma(s[i], beta2, rest2 * gradient * gradient);
      m[i] = mean;
      s[i] = square;
      float greatest = Math.max(most[i], square);
      most[i] = greatest;
      float root = Math.fma((float) Math.sqrt(greatest), rootScale, epsilon);
      w[i] = Math.fma(mean / root, -stepSize, x.weight(w[i]));
    }
  }

  private static void nadam(
      Shared x, float[] g, float[] w, float[] m, float[] s, float[] c, int from, int to) {
    float rate = x.rate;
    float beta1 = x.k[0];
    float rest1 = x.k[1];
    float beta2 = x.k[2];
    float rest2 = x.k[3];
    float epsilon = x.k[4];
    float rootScale = x.k[5];
    float meanScale = x.k[6];
    float gradientScale = x.k[7];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float mean = Math.fma(m[i], beta1, rest1 * gradient);
      float square = Math.fma(s[i], beta2, rest2 * gradient * gradient);
      m[i] = mean;
      s[i] = square;
      float root = Math.fma((float) Math.sqrt(square), rootScale, epsilon);
      float direction = Math.fma(gradient, gradientScale, mean * meanScale) / root;
      w[i] = Math.fma(direction, -rate, x.weight(w[i]));
    }
  }

  private static void lion(
      Shared x, float[] g, float[] w, float[] m, float[] b, float[] c, int from, int to) {
    float rate = x.rate;
    float beta1 = x.k[0];
    float rest1 = x.k[1];
    float beta2 = x.k[2];
    float rest2 = x.k[3];
    for (int i = from; i < to; i++) {
      float gradient = x.gradient(g[i], w[i]);
      float direction = Math.signum(Math.fma(m[i], beta1, rest1 * gradient));
      m[i] = Math.fma(m[i], beta2, rest2 * gradient);
      w[i] = Math.fma(direction, -rate, x.weight(w[i]));
    }
  }
}
