package org.gradus.op;

import java.util.List;

/**
 * How one element of a parameter follows its gradient: the arithmetic of an optimizer, as data.
 *
 * <p>w is the element, g its gradient after scaling, clipping and L2 decay, r the rate, and t the
 * number of this step, 1 for the first. A rule keeps numbers of its own beside each element, its
 * slots, which are 0 at first. {@link Update.Optimize} applies it to a whole arena.
 */
public sealed interface UpdateRule {
  /** The word that stands for the rule in plans, errors and kernels, such as {@code adam}. */
  String name();

  /** The names of the slots, at most three, in the order in which kernels take them. */
  List<String> slots();

  /** The settings, in the order of the record's components. */
  List<Setting> settings();

  /** The name with decay that does not go through the gradient, such as {@code adamw}. */
  default String decoupledName() {
    return name() + "w";
  }

  /** Gradient descent: w' = w - r g. */
  record Sgd() implements UpdateRule {
    @Override
    public String name() {
      return "sgd";
    }

    @Override
    public List<String> slots() {
      return List.of();
    }

    @Override
    public List<Setting> settings() {
      return List.of();
    }
  }

  /** Descent that keeps a share {@code momentum} of its velocity v, in one of three forms. */
  record Momentum(double momentum, Form form) implements UpdateRule {
    /** Where the rate and the look ahead stand. */
    public enum Form {
      /** PyTorch's: v' = momentum v + g; w' = w - r v'. */
      PLAIN("momentum"),
      /** Nesterov's, in PyTorch's form: v' as above; w' = w - r (g + momentum v'). */
      NESTEROV("nesterov"),
      /**
       * The textbook's (Polyak, 1964; Sutskever and others, 2013): v' = momentum v - r g; w' = w +
       * v'. The velocity keeps the rates its gradients came with, so it differs from {@link #PLAIN}
       * once the rate changes.
       */
      CLASSICAL("classical_momentum");

      private final String word;

      Form(String word) {
        this.word = word;
      }
    }

    @Override
    public String name() {
      return form.word;
    }

    @Override
    public List<String> slots() {
      return List.of("velocity");
    }

    @Override
    public List<Setting> settings() {
      return List.of(Setting.share("momentum", momentum));
    }
  }

  /** Adagrad (Duchi, Hazan and Singer, 2011): s' = s + g g; w' = w - r g / (sqrt(s') + epsilon). */
  record Adagrad(double epsilon) implements UpdateRule {
    @Override
    public String name() {
      return "adagrad";
    }

    @Override
    public List<String> slots() {
      return List.of("square_sum");
    }

    @Override
    public List<Setting> settings() {
      return List.of(Setting.positive("epsilon", epsilon));
    }
  }

  /**
   * Adadelta (Zeiler, 2012): s' = rho s + (1 - rho) g g; d = g sqrt(a + epsilon) / sqrt(s' +
   * epsilon); a' = rho a + (1 - rho) d d; w' = w - r d.
   */
  record Adadelta(double rho, double epsilon) implements UpdateRule {
    @Override
    public String name() {
      return "adadelta";
    }

    @Override
    public List<String> slots() {
      return List.of("square", "square_change");
    }

    @Override
    public List<Setting> settings() {
      return List.of(Setting.share("rho", rho), Setting.positive("epsilon", epsilon));
    }
  }

  /**
   * RMSprop (Hinton, 2012) in PyTorch's form: s' = alpha s + (1 - alpha) g g; d = g / (sqrt(s') +
   * epsilon); w' = w - r d. {@code centred} takes the squared mean of g off s', where m' = alpha m
   * + (1 - alpha) g (Graves, 2013). With momentum v' = momentum v + d; w' = w - r v'.
   */
  record RmsProp(double alpha, double epsilon, double momentum, boolean centred)
      implements UpdateRule {
    @Override
    public String name() {
      return "rmsprop" + (centred ? "_centred" : "") + (momentum == 0 ? "" : "_momentum");
    }

    @Override
    public List<String> slots() {
      if (centred) {
        return momentum == 0 ? List.of("square", "mean") : List.of("square", "mean", "velocity");
      }
      return momentum == 0 ? List.of("square") : List.of("square", "velocity");
    }

    @Override
    public List<Setting> settings() {
      return List.of(
          Setting.share("alpha", alpha),
          Setting.positive("epsilon", epsilon),
          Setting.share("momentum", momentum));
    }
  }

  /**
   * Adam (Kingma and Ba, 2015): m' = beta1 m + (1 - beta1) g; s' = beta2 s + (1 - beta2) g g; w' =
   * w - r (m' / (1 - beta1^t)) / (sqrt(s' / (1 - beta2^t)) + epsilon). With {@code greatest} it is
   * AMSGrad (Reddi, Kale and Kumar, 2018): the largest s' so far stands under the root.
   */
  record Adam(double beta1, double beta2, double epsilon, boolean greatest) implements UpdateRule {
    @Override
    public String name() {
      return greatest ? "amsgrad" : "adam";
    }

    @Override
    public List<String> slots() {
      return greatest ? List.of("mean", "square", "greatest_square") : List.of("mean", "square");
    }

    @Override
    public List<Setting> settings() {
      return List.of(
          Setting.share("beta1", beta1),
          Setting.share("beta2", beta2),
          Setting.positive("epsilon", epsilon));
    }
  }

  /**
   * NAdam (Dozat, 2016) in PyTorch's form: m' and s' as Adam's; mu(t) = beta1 (1 - 0.96^(t
   * momentumDecay) / 2); P(t) = mu(1) mu(2) ... mu(t); w' = w - r ((1 - mu(t)) g / (1 - P(t)) +
   * mu(t + 1) m' / (1 - P(t + 1))) / (sqrt(s' / (1 - beta2^t)) + epsilon).
   */
  record NAdam(double beta1, double beta2, double epsilon, double momentumDecay)
      implements UpdateRule {
    @Override
    public String name() {
      return "nadam";
    }

    @Override
    public List<String> slots() {
      return List.of("mean", "square");
    }

    @Override
    public List<Setting> settings() {
      return List.of(
          Setting.share("beta1", beta1),
          Setting.share("beta2", beta2),
          Setting.positive("epsilon", epsilon),
          Setting.notNegative("momentum decay", momentumDecay));
    }
  }

  /**
   * Lion (Chen and others, 2023): w' = w - r sign(beta1 m + (1 - beta1) g); m' = beta2 m + (1 -
   * beta2) g.
   */
  record Lion(double beta1, double beta2) implements UpdateRule {
    @Override
    public String name() {
      return "lion";
    }

    @Override
    public String decoupledName() {
      return name(); // Lion is nothing else
    }

    @Override
    public List<String> slots() {
      return List.of("mean");
    }

    @Override
    public List<Setting> settings() {
      return List.of(Setting.share("beta1", beta1), Setting.share("beta2", beta2));
    }
  }

  /**
   * A number of a rule and where it may lie.
   *
   * @param name as messages and plans say it
   * @param value the number
   * @param holds whether it lies where it may
   * @param requirement says where that is
   */
  record Setting(String name, double value, boolean holds, String requirement) {
    private static Setting share(String name, double value) {
      return new Setting(name, value, value >= 0 && value < 1, "must be in [0, 1)");
    }

    private static Setting positive(String name, double value) {
      return new Setting(
          name,
          value,
          value > 0 && value < Double.POSITIVE_INFINITY,
          "must be a positive finite number");
    }

    private static Setting notNegative(String name, double value) {
      return new Setting(
          name,
          value,
          value >= 0 && value < Double.POSITIVE_INFINITY,
          "must be zero or a positive finite number");
    }

    /** What is wrong with a setting that does not hold. */
    public String complaint() {
      return "%s %s: %s".formatted(name, requirement, value);
    }
  }
}
