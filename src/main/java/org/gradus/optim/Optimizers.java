package org.gradus.optim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Optimizers by name. */
public final class Optimizers {
  private static final List<Named> ALL =
      List.of(
          new Named("sgd", 0.1, Sgd::new),
          new Named("momentum", 0.05, (lr, decay) -> new Momentum(lr, 0.9, false, decay)),
          new Named("classical-momentum", 0.05, (lr, d) -> new ClassicalMomentum(lr, 0.9, d)),
          new Named("nesterov", 0.05, (lr, decay) -> new Momentum(lr, 0.9, true, decay)),
          new Named("normalised", 0.3, NormalisedGradient::new),
          new Named("adagrad", 0.05, (lr, decay) -> new Adagrad(lr, 1e-10, decay)),
          new Named("adadelta", 1, (lr, decay) -> new Adadelta(lr, 0.9, 1e-6, decay)),
          new Named("rmsprop", 0.001, (lr, d) -> new RmsProp(lr, 0.99, 1e-8, 0, false, d)),
          new Named("rmsprop-centred", 0.001, (lr, d) -> new RmsProp(lr, 0.99, 1e-8, 0, true, d)),
          new Named("adam", 0.003, Adam::new),
          new Named("amsgrad", 0.003, AmsGrad::new),
          new Named("adamw", 0.003, 0.01, AdamW::new),
          new Named("nadam", 0.003, NAdam::new),
          new Named("lion", 0.001, Lion::new));

  private Optimizers() {}

  /**
   * An optimizer with the settings that it has where nothing is said.
   *
   * @param rate suits small networks; for the kin of Adam one that falls with time
   */
  private record Named(String name, double rate, double decay, Maker maker) {
    Named(String name, double rate, Maker maker) {
      this(name, rate, 0, maker);
    }
  }

  @FunctionalInterface
  private interface Maker {
    Optimizer of(double lr, double weightDecay);
  }

  /** The names {@link #named} knows. */
  public static List<String> names() {
    return ALL.stream().map(Named::name).toList();
  }

  /**
   * The optimizer of that name.
   *
   * @param lr the learning rate; null for one that suits small networks, which for the kin of Adam
   *     should fall with time
   * @param weightDecay null for the optimizer's usual one: 0.01 for AdamW, else none
   * @throws IllegalArgumentException if there is none, with the names, or a setting is out of range
   */
  public static Optimizer named(String name, @Nullable Double lr, @Nullable Double weightDecay) {
    for (Named one : ALL) {
      if (one.name().equals(name)) {
        double rate = lr == null ? one.rate() : lr;
        return one.maker().of(rate, weightDecay == null ? one.decay() : weightDecay);
      }
    }
    throw new IllegalArgumentException(
        "unknown optimizer '%s'; known are %s".formatted(name, String.join(", ", names())));
  }
}
