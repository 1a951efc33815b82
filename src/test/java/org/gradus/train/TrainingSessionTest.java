package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Update;
import org.gradus.schedule.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callbacks can look at, and how they end a training. */
final class TrainingSessionTest {
  @TempDir private Path folder;

  /** Asks at the end of each epoch. */
  private interface AtEpoch extends Callback {
    @Override
    void onEpoch(TrainingRun run, Epoch epoch);
  }

  @Test
  void theEndOfAnEpochIsWhatTheSessionShows() {
    List<Evaluation> judged = new ArrayList<>();
    AtomicReference<ModelState> last = new AtomicReference<>();
    AtEpoch look =
        (run, epoch) -> {
          judged.add(run.session().evaluate(SmallData.of(333, 2)));
          last.set(run.session().state());
          HostTensor step = run.session().read(Scope.STEP);
          assertEquals(run.step(), step.ints()[0]);
        };
    TrainingResult result = TrainerTest.small().epochs(2).callback(look).build().run();
    assertEquals(result.epochs().stream().map(Epoch::test).toList(), judged);
    assertEquals(checksum(result.state()), checksum(last.get()));
  }

  @Test
  void lookingChangesNothing() {
    TrainingResult plain = TrainerTest.small().epochs(2).build().run();
    Callback look =
        new Callback() {
          @Override
          public void onStart(TrainingRun run) {
            TrainingSession session = run.session();
            assertEquals("cpu", session.device().info().id());
            assertEquals(run.model(), session.model());
            List<String> names = session.variables().stream().map(Variable::name).toList();
            assertTrue(names.contains("optimizer.mean"), names.toString());
          }

          @Override
          public void onStep(TrainingRun run) {
            run.session().read("0.weight");
            run.session().evaluate(SmallData.of(7, 2));
          }
        };
    TrainingResult watched = TrainerTest.small().epochs(2).callback(look).build().run();
    assertEquals(checksum(plain.state()), checksum(watched.state()));
    assertEquals(plain.last().trainLoss(), watched.last().trainLoss());
  }

  @Test
  void aGraphOfOnesOwnRunsOverTheModelsVariables() {
    AtEpoch look =
        (run, epoch) -> {
          Scope scope = run.model().scope(Mode.EVAL);
          scope.graph().output("logits", run.model().forward(scope, 1));
          try (Executable logits = run.session().compile(scope.graph())) {
            HostTensor x = HostTensor.allocate(logits.plan().input(Model.INPUT).spec());
            logits.write(Model.INPUT, x);
            logits.run();
            assertEquals(3, logits.read("logits").size());
          }
          Graph changing = run.model().scope(Mode.EVAL).graph();
          Variable bias = changing.variables().get("0.bias");
          changing.update(new Update.Assign("0.bias"), changing.read(bias).add(1), one(changing));
          Exception e =
              assertThrows(IllegalArgumentException.class, () -> run.session().compile(changing));
          String message = String.valueOf(e.getMessage());
          assertTrue(
              message.startsWith(
                  "a graph that looks at a training must change nothing: it has assign, at "),
              message);
        };
    TrainerTest.small().epochs(1).callback(look).build().run();
  }

  private static Tensor one(Graph graph) {
    return graph.constant(1, DType.U8);
  }

  @Test
  void afterTheEndThereIsNothingToLookAt() {
    AtomicReference<TrainingSession> kept = new AtomicReference<>();
    Callback keep =
        new Callback() {
          @Override
          public void onEnd(TrainingRun run, TrainingResult result) {
            kept.set(run.session());
            assertEquals(checksum(result.state()), checksum(run.session().state()));
          }
        };
    TrainerTest.small().epochs(1).callback(keep).build().run();
    Exception e = assertThrows(IllegalStateException.class, () -> kept.get().state());
    assertEquals("the training has ended: its device is closed", e.getMessage());
  }

  @Test
  void aCallbackEndsTheTraining() throws IOException {
    TrainingResult whole = to("whole").epochs(2).build().run();
    AtEpoch stop =
        (run, epoch) -> {
          if (epoch.epoch() == 2) {
            run.stop("two are enough");
            run.stop("too late to be the reason");
          }
        };
    TrainingResult result = to("parts").epochs(5).callback(stop).build().run();
    assertEquals("two are enough", result.stopReason());
    assertEquals(2, result.epochs().size());
    assertFalse(result.finishedBefore());
    assertArrayEquals(model("whole"), model("parts"));
    assertNull(whole.stopReason());
    Path parts = folder.resolve("parts");
    TrainingResult again = to("parts").resume(parts).epochs(9).build().run();
    assertTrue(again.finishedBefore());
    assertEquals("two are enough", again.stopReason());
    assertEquals(result.epochs(), again.epochs());
  }

  @Test
  void anEpochThatWasBegunIsDoneBeforeATrainingEnds() {
    Callback stop =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.step() == 17) { // 15 steps an epoch
              run.stop("the second epoch has begun");
            }
          }
        };
    assertEquals(2, to("run").epochs(5).callback(stop).build().run().epochs().size());
  }

  @Test
  void aStoppedEpochThatIsKilledIsDoneWhenItGoesOn() throws IOException {
    to("whole").epochs(2).build().run();
    Callback stop =
        new Callback() {
          @Override
          public void onStep(TrainingRun run) {
            if (run.step() == 17) {
              run.stop("the second epoch has begun");
            } else if (run.step() == 20) {
              throw new IllegalStateException("killed");
            }
          }
        };
    TrainerBuilder killed = to("parts").checkpointSeconds(0).chunk(1).epochs(5).callback(stop);
    assertThrows(IllegalStateException.class, () -> killed.build().run());
    Path parts = folder.resolve("parts");
    TrainingResult result = to("parts").resume(parts).epochs(5).build().run();
    assertEquals("the second epoch has begun", result.stopReason());
    assertEquals(2, result.epochs().size());
    assertArrayEquals(model("whole"), model("parts"));
  }

  @Test
  void anEpochTellsItsLearningRate() throws IOException {
    TrainingResult result =
        to("run").epochs(2).schedule(Schedule.exponential(0.01, 0.5, 15)).build().run();
    assertEquals(0.01 * Math.pow(0.5, 14 / 15.0), result.epochs().getFirst().learningRate(), 1e-12);
    assertEquals(0.01 * Math.pow(0.5, 29 / 15.0), result.last().learningRate(), 1e-12);
    assertEquals(result.epochs(), Checkpoint.read(folder.resolve("run")).epochs());
  }

  private static String checksum(ModelState state) {
    return Checksum.of(state.tensors(), Map.of());
  }

  private TrainerBuilder to(String name) {
    return TrainerTest.small().directory(folder.resolve(name));
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(RunDirectory.MODEL));
  }
}
