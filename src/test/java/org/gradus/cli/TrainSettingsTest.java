package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.loss.CrossEntropy;
import org.gradus.loss.Huber;
import org.gradus.optim.Adam;
import org.gradus.optim.AdamW;
import org.gradus.optim.Clipping;
import org.gradus.optim.ParameterGroup;
import org.gradus.schedule.Schedule;
import org.gradus.schedule.Timetable;
import org.gradus.train.Averaging;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainSettingsTest {
  private static final Dataset DIGITS = Digits.load(Digits.SEED, 20, 1).train();

  private static TrainSettings read(Map<String, String> options) {
    return TrainSettings.read(new Arguments(options, List.of()));
  }

  @Test
  void whatIsNotSaidHasItsUsualValue() {
    TrainSettings usual = read(Map.of());
    assertEquals("mlp", usual.model());
    assertEquals(List.of(256), usual.hidden());
    assertEquals("digits", usual.data());
    assertEquals(new Adam(0.003), usual.optimizer());
    assertEquals("0.003, times 0.75 each epoch", usual.learningRate());
    assertEquals(128, usual.batch());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model | cnn | --model must be one of mlp, linear; got cnn",
        "--epochs | 0 | --epochs must be a whole number of at least 1, got 0",
        "--epochs | two | --epochs must be a whole number of at least 1, got two",
        "--batch | 0 | --batch must be a whole number of at least 1, got 0",
        "--batch | -8 | --batch must be a whole number of at least 1, got -8",
        "--batch | 3000000000 | --batch must be at most 2147483647, got 3000000000",
        "--limit | 0 | --limit must be a whole number of at least 1, got 0",
        "--lr | NaN | --lr must be a positive finite number, got NaN",
        "--lr | -0.1 | --lr must be a positive finite number, got -0.1",
        "--lr | 0 | --lr must be a positive finite number, got 0",
        "--lr | Infinity | --lr must be a positive finite number, got Infinity",
        "--lr | fast | --lr must be a positive finite number, got fast",
        "--weight-decay | -1 | --weight-decay must be zero or a positive finite number, got -1",
        "--dropout | 1 | --dropout must be at least 0 and below 1, got 1",
        "--dropout | -0.1 | --dropout must be at least 0 and below 1, got -0.1",
        "--noise | 1e39 | --noise is too large for a float: 1.0E39",
        "--val-split | 1.5 | --val-split must be at least 0 and below 1, got 1.5",
        "--seed | 1.5 | --seed must be a whole number, got 1.5",
        "--precision | bf17 | --precision must be one of f32, tf32, bf16, f16; got bf17",
        "--loss-scale | 1024 | --loss-scale goes with --precision f16, not with f32",
        "--loss-scale-interval | 10 | --loss-scale-interval goes with --precision f16, not with"
            + " f32",
        "--hidden | 64,0 | --hidden must be whole numbers of at least 1 separated by commas, got"
            + " 64,0",
        "--hidden | 64, | --hidden must be whole numbers of at least 1 separated by commas, got"
            + " 64,",
        "--data | cifar | --data must be one of digits, mnist, fashion, csv:FILE, npz:FILE,"
            + " images:DIR; got cifar",
        "--data | csv: | --data must be one of digits, mnist, fashion, csv:FILE, npz:FILE,"
            + " images:DIR; got csv:",
        "--clip-norm | 0 | --clip-norm must be a positive finite number, got 0",
        "--clip-value | -1 | --clip-value must be a positive finite number, got -1",
        "--decay-on | biases | --decay-on must be one of all, weights; got biases",
        "--schedule | zigzag | --schedule must be one of constant, step, exponential, polynomial,"
            + " cosine, cosine-restarts, one-cycle, plateau; got zigzag",
        "--schedule-factor | 0 | --schedule-factor must be a positive finite number, got 0",
        "--schedule-factor | 1 | --schedule-factor must be below 1, got 1.0",
        "--schedule-epochs | 2 | --schedule-epochs goes with --schedule step, cosine-restarts or"
            + " plateau, not with exponential",
        "--warmup | 5 | --warmup must be less than the 5 epochs of the training, got 5.0",
        "--warmup | -1 | --warmup must be zero or a positive finite number, got -1",
        "--optimizer | tiger | --optimizer must be one of sgd, momentum, classical-momentum,"
            + " nesterov, normalised, adagrad, adadelta, rmsprop, rmsprop-centred, adam, amsgrad,"
            + " adamw, nadam, lion; got tiger",
        "--label-smoothing | 1.5 | --label-smoothing must be from 0 to 1, got 1.5",
        "--label-smoothing | NaN | --label-smoothing must be from 0 to 1, got NaN",
        "--dropout | 1 | --dropout must be at least 0 and below 1, got 1",
        "--loss | hinge | --loss: unknown loss 'hinge'; known are cross_entropy, mse, mae,"
            + " huber[:DELTA], smooth_l1[:BETA], bce[:POSITIVE_WEIGHT], kl",
        "--loss | huber:0 | --loss: huber: delta must be positive and finite: 0.0",
        "--loss | mse:2 | --loss: loss 'mse:2': mse takes no number",
        "--norm | spectral | --norm: unknown norm 'spectral'; known are none, batch, layer, rms,"
            + " group[:GROUPS], weight",
        "--norm | group:7 | --norm: norm 'group:7': 256 hidden units cannot be split into 7 groups"
            + " alike",
        "--norm | group:x | --norm: norm 'group:x': 'x' is not a whole number",
        "--activation | relu:2 | --activation: activation 'relu:2': relu takes no number",
        "--activation | elu:-1 | --activation: elu: the parameter must be positive and finite:"
            + " -1.0",
        "--patience | 0 | --patience must be a whole number of at least 1, got 0",
        "--patience | 3 | --patience goes with --val-split or --folds, which give samples to"
            + " judge epochs by",
        "--keep-best | 2 | --keep-best goes with --val-split or --folds, which give samples to"
            + " judge epochs by",
        "--keep-every | 0 | --keep-every must be a whole number of at least 1, got 0",
        "--min-delta | 0.1 | --min-delta goes with --patience",
        "--best-by | loss | --best-by goes with --patience or --keep-best",
        "--average | mean | --average must be one of none, swa, ema; got mean",
        "--average-start | 2 | --average-start goes with --average swa or ema",
        "--ema-decay | 0.9 | --ema-decay goes with --average ema, not with none",
        "--init | he:x | --init: initializer 'he:x': 'x' is not a number",
      })
  void aBadValueIsNamedWithItsRule(String option, String value, String message) {
    assertEquals(
        message,
        assertThrows(UsageException.class, () -> read(Map.of(option, value))).getMessage());
  }

  @Test
  void averagesBeginWithinTheTraining() {
    assertEquals(Averaging.swa(4), read(Map.of("--average", "swa")).outcome().averaging());
    assertEquals(
        Averaging.ema(0.9).from(2),
        read(Map.of("--average", "ema", "--ema-decay", "0.9", "--average-start", "2"))
            .outcome()
            .averaging());
    assertEquals(
        "--average-start must be at most the 5 epochs of the training, got 6",
        assertThrows(
                UsageException.class,
                () -> read(Map.of("--average", "swa", "--average-start", "6")))
            .getMessage());
    assertEquals(
        "--ema-decay must be below 1, got 1.0",
        assertThrows(
                UsageException.class, () -> read(Map.of("--average", "ema", "--ema-decay", "1")))
            .getMessage());
  }

  @Test
  void whatIsLeftOfATrainingIsRemembered() {
    Map<String, String> given = new HashMap<>();
    given.put("--val-split", "0.2");
    given.put("--patience", "3");
    given.put("--min-delta", "0.01");
    given.put("--best-by", "accuracy");
    given.put("--average", "ema");
    given.put("--average-start", "2");
    given.put("--ema-decay", "0.9");
    given.put("--keep-every", "4");
    given.put("--keep-best", "2");
    Map<String, String> options = read(given).options();
    given.forEach((option, value) -> assertEquals(value, options.get(option), option));
    assertEquals(read(given), read(options));
  }

  @Test
  void activationsAndInitializersAreListed() {
    assertEquals(
        "--activation: unknown activation 'swish'; known are relu, leaky_relu[:SLOPE],"
            + " prelu[:SLOPE], elu[:ALPHA], selu, gelu, gelu_tanh, silu, softplus, tanh, sigmoid,"
            + " hard_tanh, hard_sigmoid, hard_swish, relu6, softmax",
        assertThrows(UsageException.class, () -> read(Map.of("--activation", "swish")))
            .getMessage());
    assertEquals(
        "--init: unknown initializer 'best'; known are zeros, ones, constant:VALUE,"
            + " uniform[:LIMIT], normal[:STD], small_normal, inverse_normal,"
            + " truncated_normal[:STD], lecun, lecun_normal, lecun_uniform, xavier[:GAIN],"
            + " xavier_normal[:GAIN], xavier_uniform[:GAIN], he[:GAIN], he_normal[:GAIN],"
            + " he_uniform[:GAIN], orthogonal[:GAIN]",
        assertThrows(UsageException.class, () -> read(Map.of("--init", "best"))).getMessage());
  }

  @Test
  void labelsAreSmoothedByCrossEntropyAlone() {
    assertEquals(
        new CrossEntropy().smoothing(0.1),
        read(Map.of("--label-smoothing", "0.1")).lossFunction(DIGITS));
    assertEquals(new Huber(0.5), read(Map.of("--loss", "huber:0.5")).lossFunction(DIGITS));
    UsageException wrong =
        assertThrows(
            UsageException.class, () -> read(Map.of("--loss", "mse", "--label-smoothing", "0.1")));
    assertEquals(
        "--label-smoothing goes with --loss cross_entropy, not with --loss mse",
        wrong.getMessage());
  }

  @Test
  void aRateThatIsAskedForDoesNotFall() {
    TrainSettings asked = read(Map.of("--lr", "0.003"));
    assertEquals("0.003", asked.learningRate());
    assertEquals("0.003, times 0.75 each epoch", read(Map.of()).learningRate());
    assertEquals("0.1", read(Map.of("--optimizer", "sgd")).learningRate());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant | 0.05",
        "step | 0.05, times 0.1 after every 2 epochs",
        "exponential | 0.05, times 0.98 each epoch",
        "polynomial | 0.05, in a straight line to 0",
        "cosine | 0.05, cosine",
        "cosine-restarts | 0.05, cosine to 0 in cycles of 2 epochs",
        "one-cycle | 0.05, one-cycle",
        "plateau | 0.05, times 0.1 after 2 epochs without progress",
      })
  void everyScheduleCanBeAskedForAndAskedForAgain(String name, String words) {
    TrainSettings asked = read(Map.of("--lr", "0.05", "--schedule", name));
    assertEquals(words, asked.learningRate());
    assertEquals(asked, read(asked.options()));
    Schedule schedule = asked.schedule().of(0.05, new Timetable(100, 5));
    assertTrue(schedule.rate(499) <= 0.05 && schedule.rate(499) >= 0);
    Map<String, String> climbing = new HashMap<>(asked.options());
    climbing.put("--warmup", "0.5");
    TrainSettings warm = read(climbing);
    assertEquals(warm, read(warm.options()));
    assertEquals(
        asked.schedule().of(0.05, new Timetable(100, 5)).rate(0) / 50,
        warm.schedule().of(0.05, new Timetable(100, 5)).rate(0),
        1e-17);
    assertTrue(warm.learningRate().endsWith("after a climb over 0.5 epochs"), warm.learningRate());
  }

  @Test
  void aTrainingTooShortForItsScheduleIsRefused() {
    ScheduleChoice schedule = read(Map.of("--schedule", "one-cycle")).schedule();
    UsageException wrong =
        assertThrows(UsageException.class, () -> schedule.of(0.1, new Timetable(1, 3)));
    assertEquals("--schedule one-cycle: steps must be at least 4: 3", wrong.getMessage());
  }

  @Test
  void clippingAndDecayGoWithEveryOptimizer() {
    Map<String, String> options = new HashMap<>(Map.of("--clip-norm", "2", "--clip-value", "0.5"));
    options.putAll(Map.of("--optimizer", "adamw", "--lr", "0.01", "--decay-on", "weights"));
    assertEquals(
        new AdamW(0.01)
            .clip(Clipping.norm(2).andValue(0.5))
            .groups(ParameterGroup.vectors().withoutDecay()),
        read(options).optimizer());
    options.put("--optimizer", "normalised");
    UsageException wrong = assertThrows(UsageException.class, () -> read(options));
    assertEquals(
        "--clip-norm: gradients of --optimizer normalised have norm 1", wrong.getMessage());
  }

  @Test
  void aLinearModelHasNoHiddenLayersToDescribe() {
    assertEquals(List.of(), read(Map.of("--model", "linear")).hidden());
    UsageException wrong =
        assertThrows(
            UsageException.class, () -> read(Map.of("--model", "linear", "--dropout", "0.5")));
    assertEquals("--dropout goes with --model mlp, not with --model linear", wrong.getMessage());
  }

  @Test
  void theOptionsOfSettingsGiveTheSameSettings() {
    for (Map<String, String> options :
        List.of(
            Map.<String, String>of(),
            Map.of("--model", "linear", "--optimizer", "adamw", "--limit", "12"),
            Map.of("--hidden", "64, 32", "--norm", "batch", "--dropout", "0.25", "--lr", "1e-4"),
            Map.of("--data", "csv:a b.csv", "--val-split", "0.1"),
            Map.of("--loss", "bce:2", "--norm", "group:4", "--activation", "leaky_relu:0.2"),
            Map.of("--label-smoothing", "0.1", "--norm", "weight", "--init", "orthogonal:relu"),
            Map.of("--optimizer", "lion", "--clip-norm", "1.5", "--decay-on", "weights"),
            Map.of("--optimizer", "normalised", "--clip-value", "0.25"),
            Map.of("--data", "mnist", "--data-dir", "x"))) {
      TrainSettings settings = read(options);
      assertEquals(settings, read(settings.options()));
      assertEquals(settings.options(), read(settings.options()).options());
    }
  }
}
