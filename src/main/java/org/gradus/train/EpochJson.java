package org.gradus.train;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import org.gradus.io.DataException;
import org.jspecify.annotations.Nullable;

/** Epochs as lines of JSON; doubles are written so that reading gives the same bits. */
final class EpochJson {
  private static final String WEIGHTS = "weights";
  private static final String LR = "lr"; // older runs do not say

  private EpochJson() {}

  static String write(Epoch epoch) {
    JsonObject line = new JsonObject();
    line.addProperty("epoch", epoch.epoch());
    number(line, "train_loss", epoch.trainLoss());
    number(line, "train_accuracy", epoch.trainAccuracy());
    evaluation(line, "val", epoch.validation());
    evaluation(line, "test", epoch.test());
    number(line, "seconds", epoch.seconds());
    number(line, "samples_per_second", epoch.samplesPerSecond());
    if (!Double.isNaN(epoch.learningRate())) {
      number(line, LR, epoch.learningRate());
    }
    if (epoch.weights() != Weights.TRAINED) {
      line.addProperty(WEIGHTS, epoch.weights().toString());
    }
    LossScale scale = epoch.lossScale();
    if (scale != null) {
      number(line, "loss_scale", scale.scale());
      line.addProperty("skipped_steps", scale.skippedSteps());
    }
    return line.toString();
  }

  private static void evaluation(JsonObject line, String part, @Nullable Evaluation evaluation) {
    if (evaluation != null) {
      number(line, part + "_loss", evaluation.loss());
      number(line, part + "_accuracy", evaluation.accuracy());
    }
  }

  // JSON has no NaN and no infinity: null stands for them.
  private static void number(JsonObject line, String name, double value) {
    line.addProperty(name, Double.isFinite(value) ? (Double) value : null);
  }

  /**
   * Reads a line.
   *
   * @param where the file and place, for the message
   * @param validationSamples samples of the validation part, which the line does not say
   */
  static Epoch read(String where, String text, int validationSamples, int testSamples) {
    try {
      JsonObject line = JsonParser.parseString(text).getAsJsonObject();
      return new Epoch(
          (int) number(line, "epoch"),
          number(line, "train_loss"),
          number(line, "train_accuracy"),
          evaluation(line, "val", validationSamples),
          evaluation(line, "test", testSamples),
          number(line, "seconds"),
          number(line, "samples_per_second"),
          lossScale(line),
          line.has(LR) ? number(line, LR) : Double.NaN,
          line.has(WEIGHTS) ? Weights.of(line.get(WEIGHTS).getAsString()) : Weights.TRAINED);
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      throw new DataException(where + " is no line of metrics: " + text, e);
    }
  }

  private static @Nullable Evaluation evaluation(JsonObject line, String part, int samples) {
    return line.has(part + "_loss")
        ? new Evaluation(number(line, part + "_loss"), number(line, part + "_accuracy"), samples)
        : null;
  }

  private static @Nullable LossScale lossScale(JsonObject line) {
    return line.has("loss_scale")
        ? new LossScale(number(line, "loss_scale"), (int) number(line, "skipped_steps"))
        : null;
  }

  private static double number(JsonObject line, String name) {
    JsonElement value = line.get(name);
    if (value == null) {
      throw new JsonParseException("no " + name);
    }
    return value.isJsonNull() ? Double.NaN : value.getAsDouble();
  }
}
