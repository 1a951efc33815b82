package org.gradus.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;

/** The checkpoints of single epochs in a run directory, as a policy has them. */
final class KeptCheckpoints {
  /** The folder within the run directory. */
  static final String FOLDER = "checkpoints";

  private static final Pattern NAME = Pattern.compile("epoch-\\d{4,}\\.safetensors");

  private final Path folder;
  private final Keep keep;

  KeptCheckpoints(Path directory, Keep keep) {
    folder = directory.resolve(FOLDER);
    this.keep = keep;
  }

  /** The file of an epoch. */
  static String name(int epoch) {
    return String.format(Locale.ROOT, "epoch-%04d.safetensors", epoch);
  }

  /** Writes the checkpoint of an epoch's end, if it is to be kept. It comes before the run's. */
  void write(Checkpoint checkpoint) {
    int epoch = checkpoint.epochsDone();
    if (keep.of(checkpoint.epochs()).contains(epoch)) {
      AtomicFiles.createDirectories(folder);
      CheckpointFile.write(folder.resolve(name(epoch)), checkpoint.withoutStop());
    }
  }

  /** Removes those that are not to be kept of the epochs done. It comes after the run's. */
  void prune(List<Epoch> epochs) {
    if (keep.equals(Keep.NONE) || !Files.isDirectory(folder)) {
      return;
    }
    List<String> kept = keep.of(epochs).stream().map(KeptCheckpoints::name).toList();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (NAME.matcher(name).matches() && !kept.contains(name)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new DataException("cannot remove old checkpoints in %s: %s".formatted(folder, e), e);
    }
  }
}
