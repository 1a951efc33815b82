package org.gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

/** The counts of a model's table, by hand. */
final class ModelSummaryTest {
  private static final int BATCH = 8;

  @Test
  void countsOperationsParametersAndWhatIsKept() {
    Layer layer =
        new Sequential(
            new Flatten(), new Dense(20), Activation.named("relu"), new Dropout(0.5), new Dense(3));
    ModelSummary summary = new Model(layer, Shape.of(4, 5), 1).summary(BATCH);
    assertEquals(
        List.of(
            new ModelSummary.Row("0", "Flatten", Shape.of(20), 0, 0, 0),
            // 2 M N K, and one for each element the bias is added to
            new ModelSummary.Row("1", "Dense(20)", Shape.of(20), 420, 2.0 * 8 * 20 * 20 + 160, 0),
            // The gradient of ReLU reads its result.
            new ModelSummary.Row("2", "Activation(relu)", Shape.of(20), 0, 160, 640),
            new ModelSummary.Row("3", "Dropout(0.5)", Shape.of(20), 0, 320, 640),
            new ModelSummary.Row("4", "Dense(3)", Shape.of(3), 63, 2.0 * 8 * 20 * 3 + 24, 0)),
        summary.rows());
    assertEquals(483, summary.parameters());
    assertEquals(4 * 483, summary.parameterBytes());
    assertEquals(6560 + 160 + 320 + 984, summary.forward());
    assertEquals(1280, summary.keptBytes());
    // Gradients of both weights and of the second layer's input, of biases, ReLU and dropout.
    double products = 2 * 8 * 20 * 20 + 2 * (2 * 8 * 20 * 3);
    assertEquals(summary.forward() + products, summary.both(), 0.15 * products);
  }

  @Test
  void theLastLineSumsUpAndPartsCountOnce() {
    Layer layer =
        new Sequential(new Residual(new Dense(6), Activation.named("tanh"), new Dense(6)));
    ModelSummary summary = new Model(layer, Shape.of(6), 1).summary(BATCH);
    assertEquals(List.of("0", "0.0", "0.1", "0.2"), names(summary));
    assertEquals(84, summary.rows().getFirst().parameters());
    assertEquals(summary.forward(), summary.rows().getFirst().forward());
    List<String> lines = summary.toString().lines().toList();
    assertTrue(lines.getFirst().startsWith("name"), summary.toString());
    assertTrue(lines.getLast().matches("all +84 +336 B +[0-9.]+ kFLOP +[0-9]+ B"), lines.getLast());
  }

  private static List<String> names(ModelSummary summary) {
    return summary.rows().stream().map(ModelSummary.Row::name).toList();
  }

  @Test
  void numbersHaveThreeDigits() {
    assertEquals("999 FLOP", ModelSummary.operations(999));
    assertEquals("51.4 MFLOP", ModelSummary.operations(51_400_000));
    assertEquals("1.23 TFLOP", ModelSummary.operations(1.234e12));
    assertEquals("784 KiB", ModelSummary.bytes(784 * 1024));
    assertEquals("1.50 GiB", ModelSummary.bytes(3L << 29));
  }
}
