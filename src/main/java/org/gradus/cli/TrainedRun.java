package org.gradus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.train.Checkpoint;
import org.gradus.train.Predictor;

/**
 * A run that {@code gradus train} has left in a folder.
 *
 * @param folder it is in
 * @param settings it was trained with
 * @param checkpoint its last one
 */
record TrainedRun(Path folder, TrainSettings settings, Checkpoint checkpoint) {
  /** Reads the run in a folder, or a checkpoint's file, for the device that is asked for. */
  static TrainedRun read(Arguments arguments, Path folder) {
    String device = arguments.text("--device", "auto");
    DeviceChoice.check(device);
    Checkpoint checkpoint = Checkpoint.read(folder);
    if (Files.isRegularFile(folder)) {
      checkpoint = checkpoint.withoutBest(); // it is that epoch's that is asked for
    }
    if (checkpoint.configuration().isEmpty()) {
      throw new CommandException(folder + " was not made by 'gradus train'");
    }
    Map<String, String> options = new LinkedHashMap<>(checkpoint.configuration());
    options.put("--device", device);
    options.put("--gemm", DeviceChoice.options(arguments).gemm().word());
    if (arguments.has("--precision")) {
      options.put("--precision", PrecisionChoice.read(arguments).toString());
    }
    String dataDirectory = arguments.text("--data-dir");
    if (dataDirectory != null) {
      options.put("--data-dir", dataDirectory);
    }
    TrainSettings settings = TrainSettings.read(new Arguments(options, List.of()));
    return new TrainedRun(folder, settings, checkpoint);
  }

  /** Puts the trained model on the device. */
  Predictor open() {
    int classes = checkpoint.inputs().classNames().size();
    return Predictor.open(
        ModelChoice.build(settings, classes),
        checkpoint,
        folder.toString(),
        settings.device(),
        settings.deviceOptions(),
        settings.precision());
  }
}
