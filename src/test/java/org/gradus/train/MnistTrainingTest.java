package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.gradus.data.DataSplit;
import org.gradus.data.Mnist;
import org.gradus.data.Scaling;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.schedule.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five epochs on real digits: how good, and the same bits with a stop in between. */
final class MnistTrainingTest {
  private static final int EPOCHS = 5;
  private static final double PROMISED = 0.978;

  @TempDir private Path folder;

  @Test
  void fiveEpochsReachWhatIsPromisedWithOrWithoutAStop() throws IOException {
    String data = System.getenv("GRADUS_DATA");
    assumeTrue(data != null, "needs GRADUS_DATA, the folder that holds mnist/");
    DataSplit digits = Mnist.read(Mnist.Variant.DIGITS, Path.of(data, "mnist"));
    TrainingResult whole = training(digits, "whole").epochs(EPOCHS).build().run();
    double accuracy = Objects.requireNonNull(whole.last().test()).accuracy();
    assertTrue(accuracy >= PROMISED, "test accuracy " + accuracy);

    stopWithinTheThirdEpoch(training(digits, "parts").checkpointSeconds(0.2).epochs(EPOCHS));
    TrainingResult parts =
        training(digits, "parts").resume(folder.resolve("parts")).epochs(EPOCHS).build().run();
    assertEquals(whole.last().trainLoss(), parts.last().trainLoss());
    assertEquals(whole.last().test(), parts.last().test());
    assertArrayEquals(model("whole"), model("parts"));
  }

  private TrainerBuilder training(DataSplit data, String name) {
    return Trainer.builder(
            new Sequential(
                new Flatten(), new Dense(256), new Activation(UnaryKind.RELU), new Dense(10)))
        .data(data)
        .scaling(Scaling.Kind.STANDARDISED)
        .optimizer(new Adam(0.003))
        .scheduleFor(time -> Schedule.exponential(0.003, 0.75, time.steps(1)))
        .device("cpu")
        .directory(folder.resolve(name));
  }

  private static void stopWithinTheThirdEpoch(TrainerBuilder training) {
    Callback stop =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.epoch() == 3 && run.batch() == 200) {
              throw new IllegalStateException("stop");
            }
          }
        };
    assertThrows(IllegalStateException.class, () -> training.callback(stop).build().run());
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name).resolve(RunDirectory.MODEL));
  }
}
