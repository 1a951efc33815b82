package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.gradus.data.Dataset;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.loss.Loss;
import org.gradus.nn.Dense;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictorTest {
  private static final Dataset TEST = SmallData.of(333, 2);

  @TempDir private Path folder;

  @Test
  void aCheckpointIsJudgedAsItWasInTraining() {
    TrainingResult result = TrainerTest.small().directory(folder).epochs(2).build().run();
    try (Predictor predictor = open(TrainerTest.layers())) {
      assertEquals(result.last().test(), predictor.evaluate(TEST, Loss.crossEntropy()));
      assertEquals("cpu", predictor.device().info().id());
    }
  }

  @Test
  void probabilitiesOfASampleSumToOne() {
    TrainerTest.small().directory(folder).epochs(4).build().run();
    int right = 0;
    try (Predictor predictor = open(TrainerTest.layers())) {
      for (int sample = 0; sample < 30; sample++) {
        float[] classes = predictor.probabilities(TEST, sample, Loss.crossEntropy());
        assertEquals(3, classes.length);
        assertEquals(1, classes[0] + classes[1] + classes[2], 1e-6);
        int label = TEST.label(sample);
        right += classes[label] > 0.5 ? 1 : 0;
      }
    }
    assertTrue(right > 22, "right answers: " + right);
  }

  @Test
  void allSamplesAtOnceAreAsOneByOne() {
    TrainerTest.small().directory(folder).epochs(1).build().run();
    try (Predictor predictor = open(TrainerTest.layers())) {
      HostTensor all = predictor.probabilities(TEST, Loss.crossEntropy()); // 256 and 77 samples
      assertEquals(TensorSpec.of(DType.F32, 333, 3), all.spec());
      for (int sample : new int[] {0, 255, 256, 332}) {
        float[] one = predictor.probabilities(TEST, sample, Loss.crossEntropy());
        for (int label = 0; label < 3; label++) {
          assertEquals(one[label], all.get(sample * 3 + label), 1e-6);
        }
      }
    }
  }

  @Test
  void theLossSaysWhatOutputsMean() {
    TrainerTest.small().directory(folder).epochs(1).build().run();
    try (Predictor predictor = open(TrainerTest.layers())) {
      float[] outputs = predictor.probabilities(TEST, 0, Loss.meanSquaredError());
      float[] questions = predictor.probabilities(TEST, 0, Loss.binaryCrossEntropy());
      float[] classes = predictor.probabilities(TEST, 0, Loss.klDivergence());
      double sum = Math.exp(outputs[0]) + Math.exp(outputs[1]) + Math.exp(outputs[2]);
      for (int label = 0; label < 3; label++) {
        assertEquals(1 / (1 + Math.exp(-outputs[label])), questions[label], 1e-6);
        assertEquals(Math.exp(outputs[label]) / sum, classes[label], 1e-6);
      }
    }
  }

  @Test
  void aModelThatDoesNotFitIsRefused() {
    TrainerTest.small().directory(folder).epochs(1).build().run();
    refused("there is no tensor '0.0.weight'", new Sequential(TrainerTest.layers()));
    refused(
        "tensor '0.weight' is f32[16, 6], the model's is f32[8, 6]", new Sequential(new Dense(8)));
    refused("tensor '1.weight' belongs to nothing in the model", new Sequential(new Dense(16)));
  }

  private void refused(String message, Layer layer) {
    Exception e = assertThrows(DataException.class, () -> open(layer).close());
    assertEquals("run: " + message, e.getMessage());
  }

  private Predictor open(Layer layer) {
    return Predictor.open(layer, Checkpoint.read(folder), "run", "cpu");
  }
}
