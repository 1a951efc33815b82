package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.gradus.data.Folds;
import org.gradus.data.Partition;
import org.gradus.optim.Adam;
import org.gradus.train.CrossValidation.Spread;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  @Test
  void everyFoldIsATrainingJudgedByTheRest() {
    Folds folds = Partition.STRATIFIED.folds(SmallData.of(300, 1), 3, 2);
    CrossValidation judged =
        CrossValidation.run(
            folds,
            fold ->
                Trainer.builder(TrainerTest.layers())
                    .optimizer(new Adam(0.01))
                    .batch(32)
                    .device("cpu")
                    .epochs(4));
    assertEquals(3, judged.folds().size());
    double mean = 0;
    for (TrainingResult fold : judged.folds()) {
      Evaluation validation = Objects.requireNonNull(fold.best().validation());
      assertEquals(100, validation.samples());
      mean += validation.accuracy() / 3;
    }
    assertEquals(mean, judged.accuracy().mean(), 1e-12);
    assertTrue(judged.accuracy().mean() > 0.6, judged.accuracy().toString());
    assertTrue(judged.loss().deviation() > 0 && judged.loss().deviation() < judged.loss().mean());
  }

  @Test
  void theSpreadIsThatOfASample() {
    Spread spread = Spread.of(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertEquals(5, spread.mean(), 1e-12);
    assertEquals(Math.sqrt(32 / 7.0), spread.deviation(), 1e-12);
  }

  @Test
  void foldsMustHaveBeenValidated() {
    assertThrows(IllegalArgumentException.class, () -> new CrossValidation(List.of()));
    TrainingResult plain =
        Trainer.builder(TrainerTest.layers())
            .train(SmallData.of(40, 1))
            .device("cpu")
            .build()
            .run();
    assertEquals(
        "a fold was trained without validation data",
        assertThrows(
                IllegalArgumentException.class, () -> new CrossValidation(List.of(plain, plain)))
            .getMessage());
  }
}
