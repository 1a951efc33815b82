package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gradus.device.DeviceInfo;
import org.gradus.nn.Dense;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
  private static final DeviceInfo CPU = new DeviceInfo("cpu", "a processor", 0);

  private final TrainingRun run =
      new TrainingRun(new Model(new Dense(3), Shape.of(4), 1), CPU, Arithmetic.F32, 5, 128, 468);

  @Test
  void theBarSaysHowFastAndHowLong() {
    for (int step = 1; step <= 117; step++) {
      run.stepDone(0.25, 100, step * 0.01);
    }
    assertEquals(
        "epoch 1/5 [#######.......................]  25%  loss 0.2500  12,800 samples/s  4 s left ",
        ConsoleProgress.bar(run));
  }

  @Test
  void longTimesAreInMinutes() {
    run.stepDone(0.25, 100, 0.5);
    assertTrue(ConsoleProgress.bar(run).endsWith("  256 samples/s  3:54 min left "));
  }

  @Test
  void anEpochIsOnePlainLine() {
    Evaluation test = new Evaluation(0.0601, 0.98125, 10000);
    Epoch epoch = new Epoch(2, 0.12345, 0.97, new Evaluation(0.07, 0.9, 9), test, 1.25, 48000.4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleProgress plain =
        new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);
    run.stepDone(0.25, 100, 0.5);
    plain.onStep(run);
    plain.onEpoch(run, epoch);
    assertEquals(
        List.of(
            "epoch 2/5  loss 0.1235  accuracy 0.9700  val loss 0.0700 accuracy 0.9000"
                + "  test loss 0.0601 accuracy 0.9813  1.3 s  48,000 samples/s"),
        bytes.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
