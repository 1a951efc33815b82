package org.gradus.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gradus.data.Dataset;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Gemm;
import org.gradus.nn.Dense;
import org.gradus.optim.Adam;
import org.gradus.testing.EmulatorControl;
import org.jspecify.annotations.Nullable;

/**
 * Small trainings on the emulated CUDA device in which one call of the driver fails: the first of a
 * function, then a later one, until a training needs no more of them. Runs in a process of its own.
 *
 * <p>Each argument after a folder is a function and how it fails, such as {@code
 * cuMemAlloc=OUT_OF_MEMORY}; where it is one of cuBLAS, that multiplies. A line of the output is
 * the argument, which call it was, and the message; or what is wrong: something is still held on
 * the device, or the checkpoint that was left leads elsewhere than a training in which nothing
 * failed.
 */
final class FailingTrainings {
  private static final Dataset DATA = SmallData.of(24, 1);
  private static final int EPOCHS = 3;

  private final EmulatorControl emulator = new EmulatorControl();
  private final Path reports = Path.of(System.getenv("GRADUS_EMULATOR_REPORT"));
  private final Path folder;
  private int runs;

  private FailingTrainings(Path folder) {
    this.folder = folder;
  }

  /** Trains in the folder {@code arguments[0]}. */
  public static void main(String[] arguments) throws Throwable {
    FailingTrainings trainings = new FailingTrainings(Path.of(arguments[0]));
    for (Gemm gemm : List.of(Gemm.OWN, Gemm.CUBLAS)) {
      training(trainings.whole(gemm), gemm).build().run();
    }
    for (int i = 1; i < arguments.length; i++) {
      trainings.failAtEach(arguments[i]);
    }
  }

  /** Every allocation fails once; of other calls that are many, more and more are left out. */
  private void failAtEach(String fault) throws Throwable {
    boolean all = fault.endsWith("OUT_OF_MEMORY");
    Path left = null;
    for (int n = 1; ; n += all ? 1 : 1 + n / 4) {
      Path run = folder.resolve("run-" + ++runs);
      String message = failure(fault.replaceFirst("=", "#" + n + "="), run);
      if (message == null) {
        System.out.printf("%s: no call %d%n", fault, n);
        break;
      }
      System.out.printf("%s %d: %s%n", fault, n, message.lines().findFirst().orElse(""));
      if (emulator.hasContext()) {
        System.out.printf("%s: LEAK: the context is still there%n", fault);
      }
      if (Files.exists(reports)) {
        System.out.printf("%s: LEAK: %s", fault, Files.readString(reports));
        Files.delete(reports);
      }
      if (Files.exists(run.resolve(RunDirectory.CHECKPOINT))) {
        left = run;
      }
    }
    if (left != null) {
      resume(fault, left);
    }
  }

  /** The message of the training's failure, or null if it went well. */
  private @Nullable String failure(String fault, Path run) throws Throwable {
    emulator.planFaults(fault);
    try {
      training(run, gemm(fault)).build().run();
      return null;
    } catch (DeviceException e) {
      return String.valueOf(e.getMessage());
    } finally {
      emulator.planFaults("");
    }
  }

  private void resume(String fault, Path left) throws Throwable {
    training(left, gemm(fault)).resume(left).build().run();
    Path whole = whole(gemm(fault)).resolve(RunDirectory.MODEL);
    boolean same = Files.mismatch(left.resolve(RunDirectory.MODEL), whole) < 0;
    System.out.printf("%s: %s%n", fault, same ? "resumed" : "DIFFERS after it was resumed");
  }

  /** Where a training is kept in which nothing failed. */
  private Path whole(Gemm gemm) {
    return folder.resolve("whole-" + gemm.word());
  }

  private static Gemm gemm(String fault) {
    return fault.startsWith("cublas") ? Gemm.CUBLAS : Gemm.OWN;
  }

  private static TrainerBuilder training(Path run, Gemm gemm) {
    return Trainer.builder(new Dense(3))
        .train(DATA)
        .test(DATA)
        .optimizer(new Adam(0.01))
        .batch(8)
        .epochs(EPOCHS)
        .device("cuda", new DeviceOptions(gemm))
        .directory(run);
  }
}
