package org.gradus.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.nn.Scope;
import org.gradus.op.Shape;
import org.gradus.pass.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A training as it stood after a step: with it the training goes on bit for bit as if it had never
 * stopped, and the model can be judged and used.
 *
 * <p>Random numbers need no state of their own: the order of the data follows from seed and epoch,
 * dropout from seed and step.
 *
 * @param model parameters and statistics
 * @param average those of the averaged weights; null where there are none
 * @param best those of the best epoch; null where it is not kept
 * @param slots state of the optimizer and counters, by variable
 * @param position where in the training it was made
 * @param epochs the epochs done
 * @param stopReason why training ends after the epoch under way, or has ended; null if it does not
 * @param inputs how raw data becomes the model's inputs, and what its outputs mean
 * @param seed of the whole training
 * @param facts what a resumed training must share with this one, by name
 * @param configuration what the training was given to keep, word for word
 */
public record Checkpoint(
    ModelState model,
    @Nullable ModelState average,
    @Nullable ModelState best,
    Map<String, HostTensor> slots,
    Position position,
    List<Epoch> epochs,
    @Nullable String stopReason,
    Inputs inputs,
    long seed,
    Map<String, String> facts,
    Map<String, String> configuration) {
  /**
   * A place within the epoch that follows the epochs done.
   *
   * @param batch steps done in it
   * @param lossSum the sum of their losses
   * @param correct the right answers in them
   * @param seconds the time they took
   */
  public record Position(int batch, double lossSum, double correct, double seconds) {
    /** The start of an epoch. */
    static final Position START = new Position(0, 0, 0, 0);
  }

  /**
   * What a model reads and says.
   *
   * @param sample the shape of a sample
   * @param scaling how raw values become inputs
   * @param classNames what the outputs stand for
   */
  public record Inputs(Shape sample, Scaling scaling, List<String> classNames) {
    /** Keeps an unmodifiable copy. */
    public Inputs {
      classNames = List.copyOf(classNames);
    }
  }

  /** Keeps unmodifiable copies, in their order. */
  public Checkpoint {
    slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    epochs = List.copyOf(epochs);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
  }

  /**
   * Reads the checkpoint of a run directory, or a checkpoint's file, such as one that {@link Keep}
   * has kept.
   *
   * @throws DataException if there is none, or it is damaged or not Gradus's
   */
  public static Checkpoint read(Path directory) {
    boolean isFile = Files.isRegularFile(directory);
    return CheckpointFile.read(isFile ? directory : directory.resolve(RunDirectory.CHECKPOINT));
  }

  /** What the training has come to: the state of its best epoch, if it keeps that, or the last. */
  public ModelState trained() {
    return best == null ? judged() : best;
  }

  /** What is judged of the training as it stands: the average, if there is one. */
  public ModelState judged() {
    return average == null ? model : average;
  }

  /** The same, of a training that goes on. */
  Checkpoint withoutStop() {
    return new Checkpoint(
        model, average, best, slots, position, epochs, null, inputs, seed, facts, configuration);
  }

  /** The same with the state of its last epoch for the best. */
  public Checkpoint withoutBest() {
    return new Checkpoint(
        model,
        average,
        null,
        slots,
        position,
        epochs,
        stopReason,
        inputs,
        seed,
        facts,
        configuration);
  }

  /** Steps done. */
  public long step() {
    HostTensor step = slots.get(Scope.STEP);
    if (step == null) {
      throw new DataException("the checkpoint does not say which step it is of");
    }
    return step.ints()[0];
  }

  /** Epochs done. */
  public int epochsDone() {
    return epochs.size();
  }

  /**
   * Checks that a training may go on from here.
   *
   * @throws DataException if it differs from the one this was made by; the message names the fact
   */
  void requireSame(Path directory, Map<String, String> others) {
    for (Map.Entry<String, String> fact : others.entrySet()) {
      String known = fact(fact.getKey());
      if (!fact.getValue().equals(known)) {
        throw new DataException(
            "%s cannot be resumed: %s"
                .formatted(directory, difference(fact.getKey(), known, fact.getValue())));
      }
    }
  }

  /** The precision it was trained in. */
  public Precision precision() {
    return Precision.of(String.valueOf(fact(Facts.PRECISION)));
  }

  private @Nullable String fact(String name) {
    String known = facts.get(name);
    return known == null ? Facts.OLDER.get(name) : known;
  }

  private static String difference(String fact, @Nullable String known, String other) {
    if (known == null) {
      return "its checkpoint does not tell the " + fact;
    }
    return fact.equals(Facts.DATA)
        ? "the training data differs from that of the checkpoint (checksum %s, not %s)"
            .formatted(other, known)
        : "its %s is %s, not %s".formatted(fact, known, other);
  }
}
