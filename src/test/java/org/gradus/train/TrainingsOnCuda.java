package org.gradus.train;

import java.util.Map;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Gemm;
import org.gradus.train.BatchSource.Choice;

/** Trainings of one model on a CUDA device, in a process of its own, where an emulator may be. */
final class TrainingsOnCuda {
  private TrainingsOnCuda() {}

  /**
   * Trains for each of {@code arguments}, such as {@code RESIDENT:40:CUBLAS}: where the data lies,
   * how many steps run at once, and who multiplies, if it is said. Prints it, and what was learnt
   * as a checksum, or the failure.
   */
  public static void main(String[] arguments) {
    for (String argument : arguments) {
      String[] parts = argument.split(":");
      TrainerBuilder training =
          TrainerTest.small()
              .batch(16)
              .epochs(2)
              .device("cuda", new DeviceOptions(gemm(parts)))
              .source(Choice.valueOf(parts[0]))
              .chunk(Integer.parseInt(parts[1]));
      System.out.println(argument + " " + outcome(training));
    }
  }

  private static Gemm gemm(String[] parts) {
    return parts.length > 2 ? Gemm.valueOf(parts[2]) : Gemm.AUTO;
  }

  private static String outcome(TrainerBuilder training) {
    try {
      TrainingResult result = training.build().run();
      return Checksum.of(result.state().tensors(), Map.of()) + " " + result.last().trainLoss();
    } catch (RuntimeException e) {
      return "failed: " + e.getMessage();
    }
  }
}
