package org.gradus.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;

/**
 * The folder a run is written to.
 *
 * <p>{@code metrics.jsonl} has a line an epoch, {@code model.safetensors} the trained state, {@code
 * checkpoint.safetensors} all that an exact resume needs. Each file is replaced as a whole. A run
 * begins with its checkpoint; at the end of an epoch the checkpoint comes last, so that a kill at
 * any moment leaves the last good one. {@link KeptCheckpoints} of single epochs are written before
 * it and removed after it.
 */
public final class RunDirectory implements AutoCloseable {
  /** The file with a line of JSON for each epoch. */
  public static final String METRICS = "metrics.jsonl";

  /** The file with the trained parameters and statistics. */
  public static final String MODEL = "model.safetensors";

  /** The file with everything an exact resume needs. */
  public static final String CHECKPOINT = "checkpoint.safetensors";

  private final Path path;
  private final RunLock lock;

  private RunDirectory(Path path, RunLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Whether a run was written to {@code path}: whether there is a checkpoint.
   *
   * <p>Other files without one are of a start that never got anywhere, and are written over.
   */
  public static boolean holdsRun(Path path) {
    return Files.exists(path.resolve(CHECKPOINT));
  }

  /** Whether the two are one folder, however they are written. */
  static boolean same(Path a, Path b) {
    return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
  }

  /**
   * Makes a folder for a new run and locks it.
   *
   * @throws DataException if it holds a run already, another training writes to it or it cannot be
   *     made
   */
  static RunDirectory create(Path path) {
    requireFree(path);
    AtomicFiles.createDirectories(path);
    RunDirectory directory = new RunDirectory(path, RunLock.take(path));
    try {
      requireFree(path); // another training may have come and gone before the lock was ours
      return directory;
    } catch (DataException e) {
      directory.close();
      throw e;
    }
  }

  private static void requireFree(Path path) {
    if (holdsRun(path)) {
      throw new DataException(path + " holds a run already; resume it or choose another folder");
    }
  }

  /**
   * Locks the folder of a run that is resumed in place from a checkpoint read before.
   *
   * @throws DataException if another training writes to it or has gone on from that checkpoint
   */
  static RunDirectory reopen(Path path, Checkpoint checkpoint) {
    RunDirectory directory = new RunDirectory(path, RunLock.take(path));
    try {
      if (Checkpoint.read(path).step() != checkpoint.step()) {
        throw new DataException("another training has just gone on in " + path + "; resume again");
      }
      return directory;
    } catch (DataException e) {
      directory.close();
      throw e;
    }
  }

  /** Lets other trainings write to the folder. */
  @Override
  public void close() {
    lock.close();
  }

  /** The folder. */
  Path path() {
    return path;
  }

  /** Replaces the metrics by those of the epochs done. */
  void writeMetrics(List<Epoch> epochs) {
    String lines =
        epochs.stream().map(epoch -> EpochJson.write(epoch) + "\n").collect(Collectors.joining());
    AtomicFiles.write(path.resolve(METRICS), lines);
  }

  /** Replaces the trained state. */
  void writeModel(ModelState state) {
    new TensorFile(state.tensors(), Map.of()).write(path.resolve(MODEL));
  }

  /** Replaces the checkpoint. */
  void writeCheckpoint(Checkpoint checkpoint) {
    CheckpointFile.write(path.resolve(CHECKPOINT), checkpoint);
  }
}
