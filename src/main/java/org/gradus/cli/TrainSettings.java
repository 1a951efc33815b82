package org.gradus.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.data.Dataset;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Gemm;
import org.gradus.init.Initializers;
import org.gradus.loss.CrossEntropy;
import org.gradus.loss.Loss;
import org.gradus.loss.Losses;
import org.gradus.nn.Activation;
import org.gradus.optim.Clipping;
import org.gradus.optim.GradScaler;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Optimizers;
import org.gradus.optim.ParameterGroup;
import org.gradus.pass.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides how a run comes out, read from options and checked.
 *
 * @param model {@code mlp} or {@code linear}
 * @param hidden widths of the hidden layers; empty for a linear model
 * @param activation by name
 * @param init initial weights, by name
 * @param dropout share of the hidden values that a step leaves out, in [0, 1)
 * @param noise standard deviation of what is added to the scaled inputs in training; 0 for nothing
 * @param norm by name; {@code none} if there is none
 * @param loss what is made small, by name
 * @param smoothing the share of a label that all classes get alike, in [0, 1]
 * @param classWeights what each class counts; null if all count 1
 * @param data {@code digits}, {@code mnist}, {@code fashion}, {@code csv:FILE}, {@code npz:FILE} or
 *     {@code images:DIR}
 * @param dataDirectory folder of the data's files; null for the usual one
 * @param dataSettings what becomes of the data
 * @param validation share of the training samples that is held back, in [0, 1)
 * @param device {@code auto} or a device's name
 * @param deviceOptions how it is to compute
 * @param precision the numbers it computes in
 * @param scaler how the loss is scaled, where the precision asks for that
 * @param epochs in total
 * @param batch samples a step
 * @param optimizer with its learning rate, weight decay, clipping and parameter groups
 * @param schedule how the learning rate changes
 * @param outcome when training ends and what is left of it
 * @param seed of initial weights, order, dropout and splits
 * @param limit the number of training samples to take; null for all
 */
record TrainSettings(
    String model,
    List<Integer> hidden,
    String activation,
    String init,
    double dropout,
    double noise,
    String norm,
    String loss,
    double smoothing,
    @Nullable ClassWeightsChoice classWeights,
    String data,
    @Nullable Path dataDirectory,
    DataSettings dataSettings,
    double validation,
    String device,
    DeviceOptions deviceOptions,
    Precision precision,
    GradScaler scaler,
    int epochs,
    int batch,
    Optimizer optimizer,
    ScheduleChoice schedule,
    OutcomeChoice outcome,
    long seed,
    @Nullable Integer limit) {
  static final List<String> MODELS = List.of("mlp", "linear");
  static final List<String> DATA = List.of("digits", "mnist", "fashion");
  static final String CSV = "csv:";
  static final String NPZ = "npz:";
  static final String IMAGES = "images:";

  /** What weight decay takes: all parameters, or those of two axes and more. */
  static final List<String> DECAYED = List.of("all", "weights");

  /**
   * The usual learning rate of Adam and its kin falls by a quarter over each epoch, however many
   * there are. A rate that is asked for stays: over many epochs a falling one would come to
   * nothing.
   */
  private static final ScheduleChoice USUAL_FALL = new ScheduleChoice("exponential", 0.75, 0, 0);

  private static final List<String> FALLING = List.of("adam", "amsgrad", "adamw", "nadam", "lion");

  static final int USUAL_EPOCHS = 5;
  static final int USUAL_BATCH = 128;
  static final int USUAL_HIDDEN = 256;

  private static final List<String> MLP_ONLY =
      List.of("--hidden", "--activation", "--dropout", "--norm");

  TrainSettings {
    hidden = List.copyOf(hidden);
  }

  /** Reads and checks the options; those that are missing get their usual values. */
  static TrainSettings read(Arguments arguments) {
    String model = arguments.choice("--model", "mlp", MODELS);
    boolean linear = model.equals("linear");
    for (String option : MLP_ONLY) {
      if (linear && arguments.has(option)) {
        throw new UsageException(option + " goes with --model mlp, not with --model linear");
      }
    }
    String data = data(arguments);
    if (arguments.has("--data-dir") && !data.equals("mnist") && !data.equals("fashion")) {
      throw new UsageException("--data-dir goes with --data mnist or fashion, not with " + data);
    }
    Optimizer optimizer = optimizer(arguments);
    int epochs = arguments.count("--epochs", USUAL_EPOCHS);
    ScheduleChoice usual = falls(arguments, optimizer) ? USUAL_FALL : ScheduleChoice.CONSTANT;
    List<Integer> hidden = linear ? List.of() : arguments.counts("--hidden", List.of(USUAL_HIDDEN));
    String loss = named(arguments, "--loss", "cross_entropy", Losses::named);
    return new TrainSettings(
        model,
        hidden,
        named(arguments, "--activation", "relu", Activation::named),
        named(arguments, "--init", "he", Initializers::named),
        arguments.share("--dropout"),
        noise(arguments),
        named(arguments, "--norm", NormChoice.NONE, norm -> NormChoice.check(norm, hidden)),
        loss,
        smoothing(arguments, loss),
        ClassWeightsChoice.read(arguments, Losses.named(loss) instanceof CrossEntropy),
        data,
        arguments.path("--data-dir"),
        DataSettings.read(arguments, data.startsWith(IMAGES)),
        arguments.share("--val-split"),
        arguments.text("--device", "auto"),
        DeviceChoice.options(arguments),
        PrecisionChoice.read(arguments),
        PrecisionChoice.scaler(arguments),
        epochs,
        arguments.count("--batch", USUAL_BATCH),
        optimizer,
        ScheduleChoice.read(arguments, usual, epochs),
        OutcomeChoice.read(arguments, isValidated(arguments), epochs),
        arguments.whole("--seed", 1),
        arguments.count("--limit"));
  }

  private static boolean isValidated(Arguments arguments) {
    return arguments.share("--val-split") > 0 || arguments.has(DataSettings.FOLDS);
  }

  /** Returns what an option names; {@code check} refuses what there is not. */
  private static String named(
      Arguments arguments, String option, String usual, Consumer<String> check) {
    String name = arguments.text(option, usual);
    try {
      check.accept(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
    return name;
  }

  private static double noise(Arguments arguments) {
    Double sigma = arguments.nonNegativeNumber("--noise");
    if (sigma != null && sigma > Float.MAX_VALUE) {
      throw new UsageException("--noise is too large for a float: " + sigma);
    }
    return sigma == null ? 0 : sigma;
  }

  private static double smoothing(Arguments arguments, String loss) {
    Double share = arguments.wholeOrPart("--label-smoothing");
    if (share == null) {
      return 0;
    }
    if (!(Losses.named(loss) instanceof CrossEntropy)) {
      throw new UsageException(
          "--label-smoothing goes with --loss cross_entropy, not with --loss " + loss);
    }
    return share;
  }

  /**
   * Returns what is made small.
   *
   * @param train all training samples, which balanced weights are made for
   */
  Loss lossFunction(Dataset train) {
    if (!(Losses.named(loss) instanceof CrossEntropy entropy)) {
      return Losses.named(loss);
    }
    CrossEntropy smoothed = entropy.smoothing(smoothing);
    return classWeights == null ? smoothed : classWeights.of(smoothed, train);
  }

  private static String data(Arguments arguments) {
    String data = arguments.text("--data", "digits");
    boolean file =
        Stream.of(CSV, NPZ, IMAGES)
            .anyMatch(kind -> data.startsWith(kind) && data.length() > kind.length());
    if (!file && !DATA.contains(data)) {
      throw new UsageException(
          "--data must be one of %s, csv:FILE, npz:FILE, images:DIR; got %s"
              .formatted(String.join(", ", DATA), data));
    }
    return data;
  }

  private static Optimizer optimizer(Arguments arguments) {
    Optimizer optimizer =
        Optimizers.named(
            arguments.choice("--optimizer", "adam", Optimizers.names()),
            arguments.positiveNumber("--lr"),
            arguments.nonNegativeNumber("--weight-decay"));
    if (arguments.choice("--decay-on", "all", DECAYED).equals("weights")) {
      optimizer = optimizer.groups(ParameterGroup.vectors().withoutDecay());
    }
    Double norm = arguments.positiveNumber("--clip-norm");
    if (norm != null && optimizer.name().equals("normalised")) {
      throw new UsageException("--clip-norm: gradients of --optimizer normalised have norm 1");
    }
    Clipping clipping = norm == null ? Clipping.NONE : Clipping.norm(norm);
    Double value = arguments.positiveNumber("--clip-value");
    clipping = value == null ? clipping : clipping.andValue(value);
    return clipping.equals(Clipping.NONE) ? optimizer : optimizer.clip(clipping);
  }

  private static boolean falls(Arguments arguments, Optimizer optimizer) {
    return !arguments.has("--lr") && FALLING.contains(optimizer.name());
  }

  /** Returns the file of {@code csv:FILE} data, or null for any other. */
  @Nullable Path csvFile() {
    return named(CSV);
  }

  /** Returns the file of {@code npz:FILE} data, or null for any other. */
  @Nullable Path npzFile() {
    return named(NPZ);
  }

  /** Returns the folder of {@code images:DIR} data, or null for any other. */
  @Nullable Path imageFolder() {
    return named(IMAGES);
  }

  private @Nullable Path named(String kind) {
    return data.startsWith(kind) ? Arguments.path("--data", data.substring(kind.length())) : null;
  }

  /** Returns the options that would give these settings, the usual ones included, by name. */
  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--model", model);
    if (!model.equals("linear")) {
      options.put(
          "--hidden", hidden.stream().map(String::valueOf).collect(Collectors.joining(",")));
      options.put("--activation", activation);
      options.put("--norm", norm);
      options.put("--dropout", plain(dropout));
    }
    options.put("--init", init);
    options.put("--noise", plain(noise));
    options.put("--loss", loss);
    if (smoothing > 0) {
      options.put("--label-smoothing", plain(smoothing));
    }
    if (classWeights != null) {
      options.put(ClassWeightsChoice.NAME, classWeights.text());
    }
    options.put("--data", data);
    if (dataDirectory != null) {
      options.put("--data-dir", dataDirectory.toString());
    }
    options.put("--val-split", plain(validation));
    dataSettings.putInto(options);
    if (limit != null) {
      options.put("--limit", String.valueOf(limit));
    }
    options.put("--epochs", String.valueOf(epochs));
    options.put("--batch", String.valueOf(batch));
    options.put("--optimizer", optimizer.name());
    options.put("--lr", plain(optimizer.lr()));
    schedule.putInto(options);
    outcome.putInto(options);
    options.put("--weight-decay", plain(optimizer.weightDecay()));
    options.put("--decay-on", optimizer.groups().isEmpty() ? "all" : "weights");
    if (!optimizer.name().equals("normalised")) {
      putLimit(options, "--clip-norm", optimizer.clipping().norm());
    }
    putLimit(options, "--clip-value", optimizer.clipping().value());
    options.put("--seed", String.valueOf(seed));
    PrecisionChoice.put(options, precision, scaler);
    options.put("--device", device);
    if (deviceOptions.gemm() != Gemm.AUTO) {
      options.put("--gemm", deviceOptions.gemm().word());
    }
    return options;
  }

  private static void putLimit(Map<String, String> options, String name, double limit) {
    if (limit < Double.POSITIVE_INFINITY) {
      options.put(name, plain(limit));
    }
  }

  /** Returns the learning rate in words. */
  String learningRate() {
    String first = plain(optimizer.lr());
    String change = schedule.words();
    return change == null ? first : first + ", " + change;
  }

  /** Returns the shortest text that reads as the same number: 0 and not 0.0. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
