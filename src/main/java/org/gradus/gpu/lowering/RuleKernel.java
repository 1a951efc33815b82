package org.gradus.gpu.lowering;

import org.gradus.op.UpdateRule;

/**
 * Where the kernel of an optimizer's rule is, and what it takes besides what all of them take.
 *
 * @param file its file, which includes optimizer.h
 * @param settings as many as every such kernel takes: the rule's in the file's order, then zeros
 */
record RuleKernel(String file, float[] settings) {
  private static final int SETTINGS = 8;

  static RuleKernel of(UpdateRule rule) {
    return switch (rule) {
      case UpdateRule.Sgd _ -> of("sgd");
      case UpdateRule.Momentum momentum -> of("momentum", momentum.momentum());
      case UpdateRule.Adagrad adagrad -> of("adagrad", adagrad.epsilon());
      case UpdateRule.Adadelta adadelta ->
          of("adadelta", adadelta.rho(), 1 - adadelta.rho(), adadelta.epsilon());
      case UpdateRule.RmsProp(double alpha, double epsilon, double momentum, boolean _) ->
          of("rmsprop", alpha, 1 - alpha, epsilon, momentum);
      case UpdateRule.Adam(double beta1, double beta2, double epsilon, boolean _) ->
          of("adam", beta1, 1 - beta1, Math.log(beta1), beta2, 1 - beta2, Math.log(beta2), epsilon);
      case UpdateRule.NAdam(double beta1, double beta2, double epsilon, double momentumDecay) ->
          of(
              "nadam",
              beta1,
              1 - beta1,
              Math.log(beta1),
              beta2,
              1 - beta2,
              Math.log(beta2),
              epsilon,
              Math.log(0.96) * momentumDecay);
      case UpdateRule.Lion(double beta1, double beta2) ->
          of("lion", beta1, 1 - beta1, beta2, 1 - beta2);
    };
  }

  /** The settings in double, each rounded once: 1 - beta, for one, has digits that beta lost. */
  private static RuleKernel of(String file, double... settings) {
    float[] all = new float[SETTINGS];
    for (int i = 0; i < settings.length; i++) {
      all[i] = (float) settings[i];
    }
    return new RuleKernel(file, all);
  }
}
