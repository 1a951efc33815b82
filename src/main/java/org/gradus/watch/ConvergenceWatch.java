package org.gradus.watch;

import java.util.function.Consumer;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.NonFiniteException;
import org.gradus.train.TrainingRun;

/**
 * Tells how a training goes, whenever that changes.
 *
 * <pre>{@code
 * builder.callback(new ConvergenceWatch(ConvergenceRules.USUAL, IO::println));
 * }</pre>
 */
public final class ConvergenceWatch implements Callback {
  private final ConvergenceRules rules;
  private final Consumer<Convergence> listener;
  private Convergence.Kind told = Convergence.Kind.TOO_SHORT;

  /** Tells {@code listener}, after an epoch, if another kind of thing is to be said than before. */
  public ConvergenceWatch(ConvergenceRules rules, Consumer<Convergence> listener) {
    this.rules = rules;
    this.listener = listener;
  }

  @Override
  public void onStart(TrainingRun run) {
    told = judge(run).kind();
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    tell(judge(run));
  }

  @Override
  public void onFailure(TrainingRun run, Throwable failure) {
    if (failure instanceof NonFiniteException) {
      tell(Convergence.failed(String.valueOf(failure.getMessage())));
    }
  }

  private Convergence judge(TrainingRun run) {
    return rules.judge(run.history(), run.session().trainingData().classCount());
  }

  private void tell(Convergence now) {
    if (now.kind() != told) {
      told = now.kind();
      listener.accept(now);
    }
  }
}
