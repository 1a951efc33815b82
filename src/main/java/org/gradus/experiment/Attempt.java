package org.gradus.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.NonFiniteException;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingRun;

/**
 * A training whose numbers may grow beyond all bounds: what it came to until then.
 *
 * @param history the epochs that were finished
 * @param curve the loss of each step
 * @param failed the step whose loss or gradients were not finite, from 1; 0 if there was none
 */
record Attempt(History history, LossCurve curve, long failed) {
  /** Trains, to the end or to the step that fails. */
  static Attempt of(TrainerBuilder training) {
    LossCurve curve = new LossCurve();
    Epochs epochs = new Epochs();
    long failed = 0;
    try {
      training.callback(curve).callback(epochs).build().run();
    } catch (NonFiniteException e) {
      failed = e.step();
    }
    return new Attempt(new History(epochs.done), curve, failed);
  }

  /** The share of right answers on the test data in the end; NaN if it failed. */
  double accuracy() {
    return failed > 0 ? Double.NaN : History.last(history.testAccuracy());
  }

  /** The loss on the test data in the end; infinite if it failed. */
  double loss() {
    return failed > 0 ? Double.POSITIVE_INFINITY : History.last(history.testLoss());
  }

  /** The mean loss of each {@code stride} steps; what is left over at the end is left out. */
  double[] means(int stride) {
    double[] losses = curve.losses();
    double[] means = new double[losses.length / stride];
    for (int i = 0; i < means.length; i++) {
      means[i] = Arrays.stream(losses, i * stride, (i + 1) * stride).average().orElseThrow();
    }
    return means;
  }

  /** The steps in whose middle {@link #means} are. */
  static double[] middles(int count, int stride) {
    double[] middles = new double[count];
    Arrays.setAll(middles, i -> i * stride + (stride + 1) / 2.0);
    return middles;
  }

  /** What a table says of the accuracy. */
  String result() {
    return failed > 0 ? "failed at step " + failed : Said.percent(accuracy());
  }

  private static final class Epochs implements Callback {
    private final List<Epoch> done = new ArrayList<>();

    @Override
    public void onEpoch(TrainingRun run, Epoch epoch) {
      done.add(epoch);
    }
  }
}
