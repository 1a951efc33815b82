package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.gradus.loss.Losses;
import org.gradus.optim.Adam;
import org.gradus.optim.Sgd;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.Trainer;
import org.gradus.watch.Convergence.Kind;
import org.junit.jupiter.api.Test;

final class ConvergenceTest {
  private static List<Epoch> epochs(double[] train, double[] validation, double accuracy) {
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < train.length; i++) {
      Evaluation judged =
          validation.length == 0 ? null : new Evaluation(validation[i], accuracy, 100);
      epochs.add(new Epoch(i + 1, train[i], accuracy, judged, null, 1, 1));
    }
    return epochs;
  }

  private static Convergence of(double[] train, double... validation) {
    return Convergence.of(epochs(train, validation, 0.5));
  }

  @Test
  void overfittingIsToldWithItsNumbers() {
    double[] train = {0.5, 0.2, 0.1, 0.05, 0.02, 0.01};
    Convergence told = of(train, 0.4, 0.2, 0.15, 0.112, 0.13, 0.148);
    assertEquals(
        "overfitting: the validation loss rose from 0.1120 (epoch 4) to 0.1480 (epoch 6) while the"
            + " training loss fell from 0.0500 to 0.0100",
        told.toString());
  }

  @Test
  void aFlatLossIsConvergedIfItHasFallen() {
    Convergence told = of(new double[] {2, 0.5, 0.3, 0.2999, 0.2998, 0.2999});
    assertEquals(
        "converged: the least training loss of the last 3 epochs, 0.2998, is 0.1 % below that of"
            + " before, 0.3000 (epoch 3); since epoch 1, 2.0000, the loss has fallen by 85.0 %, and"
            + " the accuracy is 50.0 %",
        told.toString());
  }

  @Test
  void aFlatLossThatNeverFellIsStalledUnlessNearlyAllIsRight() {
    double[] flat = {2.3026, 2.3026, 2.3025, 2.3026, 2.3026};
    assertEquals(Kind.STALLED, of(flat).kind());
    assertEquals(Kind.CONVERGED, Convergence.of(epochs(flat, new double[0], 0.95)).kind());
  }

  @Test
  void aLossAboveItsFirstDiverges() {
    assertEquals(
        "diverging: the training loss rose from 0.4000 (epoch 1) to 3.1000 (epoch 3)",
        of(new double[] {0.4, 0.35, 3.1}).toString());
  }

  @Test
  void aLossThatRisesEpochAfterEpochDiverges() {
    assertEquals(
        "diverging: the training loss rose from 0.2000 (epoch 3) to 0.3500 (epoch 6)",
        of(new double[] {2, 1, 0.2, 0.25, 0.3, 0.35}).toString());
  }

  @Test
  void aLossThatIsNotFiniteDiverges() {
    assertEquals(
        "diverging: the loss of epoch 2 is Infinity",
        of(new double[] {2, 1}, 3, Double.POSITIVE_INFINITY).toString());
  }

  @Test
  void oneWorseEpochIsNoDivergence() {
    assertEquals(Kind.CONVERGED, of(new double[] {2, 0.5, 0.02, 0.02, 0.02, 0.03}).kind());
  }

  @Test
  void aFallingLossIsStillImproving() {
    assertEquals(Kind.IMPROVING, of(new double[] {2, 1.5, 1.1, 0.8, 0.6}).kind());
  }

  @Test
  void fewEpochsSayNothing() {
    assertEquals(
        "too short to tell: 2 of the 4 epochs it takes to tell",
        of(new double[] {2, 1}).toString());
    assertEquals(Kind.TOO_SHORT, Convergence.of(List.of()).kind());
  }

  @Test
  void thresholdsAreChecked() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ConvergenceRules(0, 0.01, 0.1, 0.1, 0.9, 1.4));
    assertEquals("window must be at least 1: 0.0", thrown.getMessage());
  }

  @Test
  void aRealTrainingOnNoiseOverfits() {
    List<Convergence> told = new ArrayList<>();
    Trainer.builder(Samples.deep(1, "relu", "he"))
        .train(Samples.noise(48, 1))
        .validation(Samples.noise(48, 2))
        .optimizer(new Adam(0.02))
        .epochs(12)
        .batch(16)
        .device("cpu")
        .callback(new ConvergenceWatch(ConvergenceRules.USUAL, told::add))
        .build()
        .run();
    assertEquals(Kind.OVERFITTING, told.getLast().kind());
    assertTrue(
        told.getLast().evidence().startsWith("the validation loss rose from 1."), told.toString());
  }

  @Test
  void realTrainingsConvergeStallAndDiverge() {
    assertEquals(Kind.CONVERGED, trained("he", "cross_entropy", 0.3, 20).kind());
    assertEquals(Kind.STALLED, trained("zeros", "cross_entropy", 0.1, 6).kind());
    assertEquals(Kind.DIVERGING, trained("he", "mse", 4, 4).kind());
  }

  private static Convergence trained(String init, String loss, double rate, int epochs) {
    return Convergence.of(
        Trainer.builder(Samples.deep(loss.equals("mse") ? 0 : 2, "relu", init))
            .train(Samples.of(96, 1))
            .loss(Losses.named(loss))
            .optimizer(new Sgd(rate))
            .epochs(epochs)
            .batch(96)
            .device("cpu")
            .build()
            .run()
            .epochs());
  }
}
