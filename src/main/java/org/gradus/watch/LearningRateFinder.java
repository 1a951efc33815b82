package org.gradus.watch;

import java.util.ArrayList;
import java.util.List;
import org.gradus.schedule.Schedule;
import org.gradus.train.Callback;
import org.gradus.train.NonFiniteException;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingRun;

/**
 * Finds a learning rate by a short training whose rate grows exponentially from step to step, until
 * the loss diverges or the last rate is reached.
 *
 * <p>After L. N. Smith, Cyclical Learning Rates for Training Neural Networks, 2017, section 3.3:
 * where the rate is too small the loss hardly moves, where it suits the loss falls, and where it is
 * too large the loss rises. The training is one of its own; nothing of it is kept.
 *
 * <pre>{@code
 * LearningRateRange range =
 *     LearningRateFinder.USUAL.run(Trainer.builder(layers).data(digits).optimizer(new Sgd(1)));
 * }</pre>
 *
 * @param from the rate of the first step
 * @param to the rate of the last step
 * @param steps at most
 * @param divergence how many times its least value the running loss reaches when it has diverged
 */
public record LearningRateFinder(double from, double to, int steps, double divergence) {
  /** Rates from 1e-6 to 10 in 100 steps; diverged at 4 times the least loss. */
  public static final LearningRateFinder USUAL = new LearningRateFinder(1e-6, 10, 100, 4);

  /** The fewest steps on which a slope can be found. */
  public static final int FEWEST_STEPS = 10;

  /** What of the running loss stays from step to step. */
  private static final double KEPT = 0.9;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if {@code from} is not positive, {@code to} is not above it
   *     and finite, there are fewer than {@link #FEWEST_STEPS} steps, or {@code divergence} is not
   *     above 1
   */
  public LearningRateFinder {
    require("from", from > 0, "positive", from);
    require("to", to > from && to < Double.POSITIVE_INFINITY, "above " + from, to);
    require("steps", steps >= FEWEST_STEPS, "at least " + FEWEST_STEPS, steps);
    require("divergence", divergence > 1, "above 1", divergence);
  }

  private static void require(String name, boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s: %s".formatted(name, rule, value));
    }
  }

  /** The rate of a step, from 0. */
  public double rate(long step) {
    double share = (double) Math.min(step, steps - 1) / (steps - 1);
    return step >= steps - 1 ? to : from * Math.pow(to / from, share);
  }

  /**
   * Runs the test.
   *
   * @param training described as it will be, but for the rate; it is used up, and forgets its
   *     folder, its callbacks and what it was to go on with
   */
  public LearningRateRange run(TrainerBuilder training) {
    Recorder recorder = new Recorder();
    boolean blewUp = false;
    Schedule growing = this::rate;
    try {
      training.unrecorded().schedule(growing).epochs(steps).callback(recorder).build().run();
    } catch (Enough _) {
      // All steps are done, or the loss has diverged.
    } catch (NonFiniteException e) {
      blewUp = true;
    }
    return LearningRateRange.of(this, recorder.losses, recorder.diverged || blewUp);
  }

  /** The way out of a training in the midst of an epoch. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("the range test is over", null, false, false);
    }
  }

  private final class Recorder implements Callback {
    private final List<Double> losses = new ArrayList<>();
    private double average;
    private double least = Double.POSITIVE_INFINITY;
    private boolean diverged;

    @Override
    public void onStep(TrainingRun run) {
      losses.add(run.loss());
      average = KEPT * average + (1 - KEPT) * run.loss();
      // At first the average still leans to 0, from where it began.
      double running = average / (1 - Math.pow(KEPT, losses.size()));
      least = Math.min(least, running);
      diverged = running > divergence * least;
      if (diverged || losses.size() == steps) {
        throw new Enough();
      }
    }
  }
}
