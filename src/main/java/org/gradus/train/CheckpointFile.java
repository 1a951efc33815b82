package org.gradus.train;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.io.DataException;
import org.gradus.op.Shape;
import org.gradus.train.Checkpoint.Inputs;
import org.gradus.train.Checkpoint.Position;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints as safetensors files.
 *
 * <p>The model's tensors stand under their own names, all others under {@code training/};
 * everything else is text in the metadata, numbers written so that reading gives the same bits. A
 * checksum over all of it tells damage that the format itself would not.
 */
final class CheckpointFile {
  private static final String FORMAT = "gradus checkpoint 1";
  private static final String STOPPED = "stopped";
  private static final String TRAINING = "training/";
  private static final String AVERAGE = "average/";
  private static final String BEST = "best/";
  private static final String SHIFT = TRAINING + "scaling.shift";
  private static final String SCALE = TRAINING + "scaling.scale";

  private CheckpointFile() {}

  static void write(Path file, Checkpoint checkpoint) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(checkpoint.model().tensors());
    put(AVERAGE, checkpoint.average(), tensors);
    put(BEST, checkpoint.best(), tensors);
    checkpoint.slots().forEach((name, values) -> tensors.put(TRAINING + name, values));
    Scaling scaling = checkpoint.inputs().scaling();
    float[] shift = scaling.shift();
    tensors.put(SHIFT, HostTensor.of(Shape.of(shift.length), shift));
    tensors.put(SCALE, HostTensor.of(Shape.of(shift.length), scaling.scale()));
    Map<String, String> metadata = metadata(checkpoint);
    metadata.put("checksum", Checksum.of(tensors, metadata));
    new TensorFile(tensors, metadata).write(file);
  }

  private static Map<String, String> metadata(Checkpoint checkpoint) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("seed", Long.toString(checkpoint.seed()));
    metadata.put("epochs", Integer.toString(checkpoint.epochsDone()));
    for (Epoch epoch : checkpoint.epochs()) {
      metadata.put("epoch." + epoch.epoch(), EpochJson.write(epoch));
    }
    Epoch last = checkpoint.epochs().isEmpty() ? null : checkpoint.epochs().getLast();
    metadata.put("val_samples", samples(last == null ? null : last.validation()));
    metadata.put("test_samples", samples(last == null ? null : last.test()));
    Position position = checkpoint.position();
    metadata.put("batch", Integer.toString(position.batch()));
    metadata.put("loss_sum", Double.toString(position.lossSum()));
    metadata.put("correct", Double.toString(position.correct()));
    metadata.put("seconds", Double.toString(position.seconds()));
    String stopReason = checkpoint.stopReason();
    if (stopReason != null) {
      metadata.put(STOPPED, stopReason);
    }
    Inputs inputs = checkpoint.inputs();
    metadata.put("sample", new Gson().toJson(inputs.sample().dims()));
    metadata.put("classes", new Gson().toJson(inputs.classNames()));
    metadata.put("scaling", inputs.scaling().kind().name());
    checkpoint.facts().forEach((name, fact) -> metadata.put("fact." + name, fact));
    checkpoint.configuration().forEach((name, value) -> metadata.put("config." + name, value));
    return metadata;
  }

  private static String samples(@Nullable Evaluation evaluation) {
    return Integer.toString(evaluation == null ? 0 : evaluation.samples());
  }

  static Checkpoint read(Path file) {
    if (!Files.exists(file)) {
      throw new DataException(file + ": there is no checkpoint");
    }
    TensorFile stored = TensorFile.read(file);
    Metadata metadata = new Metadata(file, stored.metadata());
    if (!FORMAT.equals(stored.metadata().get("format"))) {
      throw new DataException(
          "%s is not a checkpoint of this version of Gradus: its format is '%s', not '%s'"
              .formatted(file, stored.metadata().getOrDefault("format", ""), FORMAT));
    }
    verify(metadata, stored);
    Map<String, HostTensor> model = new LinkedHashMap<>();
    Map<String, HostTensor> training = new LinkedHashMap<>();
    stored
        .tensors()
        .forEach(
            (name, values) -> {
              boolean own = !name.startsWith(TRAINING);
              (own ? model : training).put(own ? name : name.substring(TRAINING.length()), values);
            });
    Scaling scaling = scaling(metadata, training);
    ModelState average = take(AVERAGE, training);
    ModelState best = take(BEST, training);
    return new Checkpoint(
        new ModelState(model),
        average,
        best,
        training,
        new Position(
            metadata.count("batch"),
            metadata.number("loss_sum"),
            metadata.number("correct"),
            metadata.number("seconds")),
        epochs(metadata),
        metadata.texts().get(STOPPED),
        new Inputs(
            metadata.parse("sample", CheckpointFile::shape, "a shape"),
            scaling,
            metadata.parse("classes", CheckpointFile::names, "a list of names")),
        metadata.whole("seed"),
        metadata.under("fact."),
        metadata.under("config."));
  }

  private static void verify(Metadata metadata, TensorFile stored) {
    Map<String, String> rest = new LinkedHashMap<>(stored.metadata());
    String checksum = metadata.text("checksum");
    rest.remove("checksum");
    String found = Checksum.of(stored.tensors(), rest);
    if (!found.equals(checksum)) {
      throw new DataException(
          "%s is damaged: its checksum is %s, it says %s"
              .formatted(metadata.file(), found, checksum));
    }
  }

  private static void put(
      String prefix, @Nullable ModelState state, Map<String, HostTensor> tensors) {
    if (state != null) {
      state.tensors().forEach((name, values) -> tensors.put(TRAINING + prefix + name, values));
    }
  }

  /** Removes and returns the tensors whose names begin so, under the rest; null if none does. */
  private static @Nullable ModelState take(String prefix, Map<String, HostTensor> training) {
    Map<String, HostTensor> taken = new LinkedHashMap<>();
    training.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            taken.put(name.substring(prefix.length()), values);
          }
        });
    taken.keySet().forEach(name -> training.remove(prefix + name));
    return taken.isEmpty() ? null : new ModelState(taken);
  }

  private static Scaling scaling(Metadata metadata, Map<String, HostTensor> training) {
    HostTensor shift = training.remove("scaling.shift");
    HostTensor scale = training.remove("scaling.scale");
    if (shift == null || scale == null) {
      throw new DataException(metadata.file() + ": the scaling is missing");
    }
    Scaling.Kind kind = metadata.parse("scaling", Scaling.Kind::valueOf, "a kind of scaling");
    return Scaling.of(kind, shift.floats(), scale.floats());
  }

  private static List<Epoch> epochs(Metadata metadata) {
    List<Epoch> epochs = new ArrayList<>();
    int count = metadata.count("epochs");
    int validation = metadata.count("val_samples");
    int test = metadata.count("test_samples");
    for (int epoch = 1; epoch <= count; epoch++) {
      String key = "epoch." + epoch;
      String where = metadata.file() + ": metadata '" + key + "'";
      epochs.add(EpochJson.read(where, metadata.text(key), validation, test));
    }
    return epochs;
  }

  private static Shape shape(String text) {
    int[] dims = json(text, int[].class);
    return Shape.of(dims);
  }

  private static List<String> names(String text) {
    return Arrays.asList(json(text, String[].class));
  }

  private static <T> T json(String text, Class<T> type) {
    try {
      return new Gson().fromJson(text, type);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
