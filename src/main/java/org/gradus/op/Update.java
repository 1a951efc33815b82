package org.gradus.op;

/**
 * Ops that give variables new values; each result is a variable's new value, in its storage.
 *
 * <p>Optimizers take the operands (gradient, rates, step, ok): the gradient of the variable; a
 * table of learning rates (K) of which entry {@code step mod K} holds; the I32 count of steps done
 * before this one; and a U8 scalar. Where ok is 0 nothing is changed. Optimizers work on a whole
 * flat arena of parameters at once. g is the gradient, with L2 decay g + weightDecay w.
 */
public sealed interface Update extends Op {
  /** The variable that is updated first, the parameters themselves. */
  String variable();

  /** Operands (value, ok): the variable takes the value. */
  record Assign(String variable) implements Update {
    @Override
    public String name() {
      return "assign";
    }
  }

  /**
   * Operands (step, values): row {@code step mod rows} of the variable (rows, K) takes the values
   * (K), which so outlive the step until as many more are done; step is an I32 scalar, at least 0.
   */
  record RecordRow(String variable, int rows) implements Update {
    @Override
    public String name() {
      return "record_row";
    }
  }

  /** Stochastic gradient descent: w' = w - rate g. */
  record Sgd(String variable, double weightDecay) implements Update {
    @Override
    public String name() {
      return "sgd";
    }
  }

  /**
   * Momentum in PyTorch's form: v' = momentum v + g; w' = w - rate v', or with {@code nesterov} w'
   * = w - rate (g + momentum v').
   */
  record Momentum(
      String variable, String velocity, double momentum, boolean nesterov, double weightDecay)
      implements Update {
    @Override
    public String name() {
      return nesterov ? "nesterov" : "momentum";
    }
  }

  /**
   * Adam (Kingma and Ba, 2015): m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g g; w' = w - rate (m'
   * / (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon) with t = step + 1. {@code decoupled} is AdamW
   * (Loshchilov and Hutter, 2019): weights decay by rate weightDecay w instead of through g.
   */
  record Adam(
      String variable,
      String mean,
      String square,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      boolean decoupled)
      implements Update {
    @Override
    public String name() {
      return decoupled ? "adamw" : "adam";
    }
  }
}
