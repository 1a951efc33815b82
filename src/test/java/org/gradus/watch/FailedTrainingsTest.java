package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.watch.Convergence.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of trainings on digits that failed, by the numbers they came to. */
final class FailedTrainingsTest {
  private static final int CLASSES = 10;

  /** A run of {@code gradus train --limit 4000} with more options. */
  record Case(String options, Kind kind, String evidence, List<Epoch> epochs) {
    Case(
        String options,
        Kind kind,
        String evidence,
        double[] train,
        double[] right,
        double[] validation,
        double[] judgedRight) {
      this(
          options,
          kind,
          evidence,
          FailedTrainingsTest.epochs(train, right, validation, judgedRight));
    }

    @Override
    public String toString() {
      return options;
    }
  }

  private static final Case JUMPED_AND_GUESSES =
      new Case(
          "--optimizer sgd --lr 10 --epochs 10",
          Kind.STALLED,
          "after 10 epochs the accuracy, 9.8 %, is that of guessing among 10 classes; the training"
              + " loss is 2.3370, from 7464.5950 in epoch 1",
          new double[] {
            7464.5950, 510.9146, 2.3272, 2.3445, 2.3336, 2.3413, 2.3310, 2.3236, 2.3283, 2.3370
          },
          new double[] {
            0.1064, 0.1152, 0.1079, 0.1003, 0.0968, 0.1048, 0.1116, 0.1069, 0.1018, 0.0980
          },
          new double[0],
          new double[0]);

  private static final Case VALIDATION_ROSE =
      new Case(
          "--optimizer adam --lr 1 --val-split 0.2 --epochs 6",
          Kind.STALLED,
          "after 6 epochs the accuracy, 10.7 % in training and 10.6 % in validation, is that of"
              + " guessing among 10 classes; the training loss is 5.6630, from 1140.1060 in epoch"
              + " 1",
          new double[] {1140.1060, 17.6407, 20.0505, 19.3063, 9.8290, 5.6630},
          new double[] {0.1122, 0.1066, 0.1047, 0.1047, 0.1031, 0.1069},
          new double[] {30.8078, 43.2237, 58.3139, 12.3115, 12.9216, 13.6492},
          new double[] {0.1050, 0.1025, 0.0975, 0.0913, 0.0988, 0.1063});

  private static final Case FALLS_AMONG_GUESSES =
      new Case(
          "--loss mse --lr 1 --epochs 8",
          Kind.STALLED,
          "after 8 epochs the accuracy, 10.1 %, is that of guessing among 10 classes; the training"
              + " loss is 18.5183, from 19557510.0615 in epoch 1",
          new double[] {
            19557510.0615, 23797.9664, 600421.5192, 21.0978, 2884.9090, 10934.2075, 19.3018, 18.5183
          },
          new double[] {0.1056, 0.1008, 0.1011, 0.1006, 0.1001, 0.1003, 0.0995, 0.1006},
          new double[0],
          new double[0]);

  private static final Case UNSTEADY =
      new Case(
          "--lr 0.03 --val-split 0.2 --epochs 10",
          Kind.UNSTEADY,
          "the least validation loss of the last 3 epochs, 0.5572, is above that of before, 0.2993"
              + " (epoch 4), and the training loss went from 0.2148 to 0.2034",
          new double[] {
            6.4398, 0.7777, 0.3497, 0.2148, 0.1742, 0.1818, 0.1508, 0.1878, 0.2871, 0.2034
          },
          new double[] {
            0.3638, 0.7550, 0.8791, 0.9313, 0.9428, 0.9459, 0.9466, 0.9441, 0.9325, 0.9481
          },
          new double[] {
            1.2775, 0.5224, 0.3526, 0.2993, 0.4321, 0.3977, 0.4101, 0.5572, 0.5983, 0.5584
          },
          new double[] {
            0.5888, 0.8175, 0.8775, 0.8863, 0.8813, 0.8825, 0.9025, 0.8850, 0.8713, 0.9100
          });

  private static List<Case> cases() {
    return List.of(JUMPED_AND_GUESSES, VALIDATION_ROSE, FALLS_AMONG_GUESSES, UNSTEADY);
  }

  private static List<Case> guesses() {
    return List.of(JUMPED_AND_GUESSES, VALIDATION_ROSE, FALLS_AMONG_GUESSES);
  }

  private static List<Epoch> epochs(
      double[] train, double[] right, double[] validation, double[] judgedRight) {
    return IntStream.range(0, train.length)
        .mapToObj(
            i -> {
              Evaluation judged =
                  validation.length == 0
                      ? null
                      : new Evaluation(validation[i], judgedRight[i], 800);
              return new Epoch(i + 1, train[i], right[i], judged, null, 1, 1);
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFailedTrainingIsToldAsSuch(Case each) {
    Convergence told = Convergence.of(each.epochs, CLASSES);
    assertEquals(each.kind + ": " + each.evidence, told.toString());
  }

  /** From when on there is enough to tell, until the last epoch. */
  @ParameterizedTest
  @MethodSource("guesses")
  void aModelThatGuessesHasNeverLearnt(Case each) {
    for (int i = 1; i <= each.epochs.size(); i++) {
      Kind kind = Convergence.of(each.epochs.subList(0, i), CLASSES).kind();
      boolean fits = kind == Kind.STALLED || kind == Kind.DIVERGING;
      assertTrue(i < 4 ? kind == Kind.TOO_SHORT || fits : fits, i + " epochs: " + kind);
    }
  }

  @Test
  void whatBeatsGuessingIsJudgedByItsLoss() {
    double[] falling = {2.30, 2.29, 2.26, 2.20, 2.10};
    double[] none = {};
    double[] better = {0.11, 0.12, 0.13, 0.13, 0.15};
    assertEquals(Kind.IMPROVING, Convergence.of(epochs(falling, better, none, none), 10).kind());
    // The same accuracies among 7 classes are guesses.
    assertEquals(Kind.STALLED, Convergence.of(epochs(falling, better, none, none), 7).kind());
  }

  @Test
  void aModelThatLearnsItsTrainingDataByHeartOverfitsThoughValidationIsGuessed() {
    double[] train = {2.2, 1.0, 0.5, 0.2, 0.1};
    double[] right = {0.15, 0.5, 0.8, 0.95, 1};
    double[] validation = {2.3, 2.6, 2.9, 3.4, 3.9};
    double[] guessed = {0.1, 0.1, 0.1, 0.1, 0.1};
    Convergence told = Convergence.of(epochs(train, right, validation, guessed), CLASSES);
    assertEquals(Kind.OVERFITTING, told.kind());
  }

  @Test
  void anEpochThatRisesOnTheWayDownHidesNoOverfitting() {
    double[] train = {2.0, 0.5, 0.3, 0.1, 0.12, 0.05};
    double[] right = {0.5, 0.8, 0.9, 0.95, 0.95, 0.98};
    double[] validation = {1.0, 0.6, 0.5, 0.6, 0.7, 0.8};
    double[] judged = {0.5, 0.8, 0.8, 0.8, 0.8, 0.8};
    assertEquals(
        Kind.OVERFITTING, Convergence.of(epochs(train, right, validation, judged), 10).kind());
  }

  @Test
  void tinyLossesThatDoubleAreNotUnsteady() {
    double[] train = {0.5, 0.0100, 0.0010, 0.0002, 0.0001, 0.0003, 0.0002, 0.0003};
    double[] right = {0.9, 1, 1, 1, 1, 1, 1, 1};
    Kind kind = Convergence.of(epochs(train, right, new double[0], new double[0]), 10).kind();
    assertNotEquals(Kind.UNSTEADY, kind);
    assertEquals(Kind.CONVERGED, kind);
  }
}
