package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.HostTensor;
import org.gradus.optim.Adam;
import org.gradus.optim.Sgd;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingRun;
import org.gradus.watch.LayerFinding.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LayerWatchTest {
  private static TrainerBuilder training(String activation, String init) {
    return Trainer.builder(Samples.deep(2, activation, init))
        .train(Samples.of(64, 1))
        .batch(64)
        .device("cpu");
  }

  /** A batch of all samples and one step an epoch: the step tried is the one that comes next. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theUpdateRatioIsThatOfTheNextStep(boolean adam) {
    List<HostTensor> weights = new ArrayList<>();
    Callback reader =
        new Callback() {
          @Override
          public void onStart(TrainingRun run) {
            weights.add(run.session().read("0.weight"));
          }

          @Override
          public void onEpoch(TrainingRun run, Epoch epoch) {
            weights.add(run.session().read("0.weight"));
          }
        };
    LayerWatch watch = new LayerWatch(LayerRules.USUAL, 64);
    training("tanh", "xavier")
        .optimizer(adam ? new Adam(0.01) : new Sgd(0.1))
        .epochs(4)
        .callback(reader)
        .callback(watch)
        .build()
        .run();
    assertEquals(5, watch.snapshots().size());
    for (int i = 0; i < 4; i++) {
      LayerSnapshot snapshot = watch.snapshots().get(i);
      assertEquals(i, snapshot.step());
      double ratio = snapshot.parameters().getFirst().updateRatio();
      double expected = change(weights.get(i), weights.get(i + 1));
      // The order of the batch's samples differs, and with it the last bits of the gradient.
      assertEquals(expected, ratio, 1e-4 * expected, "step " + i);
      assertTrue(ratio > 0);
    }
  }

  private static double change(HostTensor before, HostTensor after) {
    double[] moved = before.toDoubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= after.get(i);
    }
    return Distribution.of(moved).norm() / Distribution.of(before).norm();
  }

  @Test
  void rectifiersThatDieInTrainingAreNamed() {
    LayerWatch watch = new LayerWatch();
    training("relu", "he").optimizer(new Sgd(30)).epochs(3).callback(watch).build().run();
    assertEquals(List.of(), watch.findings(watch.snapshots().getFirst()));
    LayerFinding dead =
        watch.findings().stream()
            .filter(finding -> finding.kind() == Kind.DEAD)
            .findFirst()
            .orElseThrow();
    assertTrue(
        dead.evidence().matches("layer [13], Activation\\(relu\\), is dead: \\d+ of 32 units .*"),
        dead.evidence());
  }

  @Test
  void theTableShowsEachLayer() {
    LayerWatch watch = new LayerWatch();
    training("relu", "he").callback(watch).build().run();
    String table = LayerTable.text(watch.snapshots().getFirst(), List.of());
    List<String> lines = table.lines().toList();
    assertEquals(1 + 5, lines.size());
    assertTrue(
        lines.getFirst().matches("name +layer +mean +std +zeros +dead +gradient +update"), table);
    assertTrue(
        lines.get(1).matches("0 +Dense\\(32\\) +[\\d.-]+ +[\\d.]+ +0.0 % +[\\d.e-]+ +[\\d.e-]+"),
        table);
    assertTrue(lines.get(2).contains("Activation(relu)"));
    assertFalse(watch.snapshots().getFirst().weighted().isEmpty());
  }
}
