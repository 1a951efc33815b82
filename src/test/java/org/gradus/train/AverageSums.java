package org.gradus.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.pass.Precision;
import org.jspecify.annotations.Nullable;

/** Averages of the weights of a small training, summed up on the host in double. */
final class AverageSums implements Callback {
  static final int EPOCHS = 3;
  private static final int STEPS = 15; // an epoch

  private final List<Map<String, double[]>> steps = new ArrayList<>();
  private final List<Map<String, double[]>> epochs = new ArrayList<>();
  private final List<ModelState> judged = new ArrayList<>();
  private int launches;

  /** Prints for some averages how far those of a device are off. */
  public static void main(String[] arguments) {
    String device = arguments[0];
    AverageSums ema = new AverageSums();
    Map<String, double[]> moving =
        parameters(ema.train(device, Averaging.ema(0.9).from(2)).state());
    System.out.println("ema " + difference(ema.ema(0.9, 2), moving));
    AverageSums plain = new AverageSums();
    plain.train(device, null);
    System.out.println("launches " + (ema.launches() - plain.launches() - 1));
    AverageSums swa = new AverageSums();
    Map<String, double[]> equal = parameters(swa.train(device, Averaging.swa(2)).state());
    System.out.println("swa " + difference(swa.swa(2), equal));
    AverageSums half = new AverageSums();
    TrainerBuilder narrow = half.training(device, Averaging.ema(0.9)).precision(Precision.F16);
    Map<String, double[]> mixed = parameters(narrow.build().run().state());
    System.out.println("f16 " + difference(half.ema(0.9, 1), mixed));
  }

  @Override
  public void onStart(TrainingRun run) {
    launches = run.footprint().launches();
  }

  @Override
  public void onStep(TrainingRun run) {
    steps.add(parameters(run.session().state()));
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    epochs.add(parameters(run.session().state()));
    judged.add(run.session().judged());
  }

  /** Trains step by step. */
  TrainingResult train(String device, @Nullable Averaging averaging) {
    return training(device, averaging).build().run();
  }

  private TrainerBuilder training(String device, @Nullable Averaging averaging) {
    TrainerBuilder training =
        TrainerTest.small().epochs(EPOCHS).chunk(1).device(device).callback(this);
    return averaging == null ? training : training.averaging(averaging);
  }

  /** The launches of a step. */
  int launches() {
    return launches;
  }

  /** The weights at the end of an epoch. */
  Map<String, double[]> epoch(int number) {
    return epochs.get(number - 1);
  }

  /** What was judged at the end of an epoch. */
  ModelState judged(int number) {
    return judged.get(number - 1);
  }

  /** The average whose weights fall by {@code decay} for each step of age. */
  Map<String, double[]> ema(double decay, int fromEpoch) {
    Map<String, double[]> sum = times(steps.getFirst(), 0);
    double weight = 0;
    for (Map<String, double[]> step : steps.subList((fromEpoch - 1) * STEPS, EPOCHS * STEPS)) {
      sum = plus(times(sum, decay), step);
      weight = decay * weight + 1;
    }
    return times(sum, 1 / weight);
  }

  /** The average that is the first weights at first. */
  Map<String, double[]> uncorrected(double decay) {
    Map<String, double[]> average = steps.getFirst();
    for (Map<String, double[]> step : steps.subList(1, EPOCHS * STEPS)) {
      average = plus(times(average, decay), times(step, 1 - decay));
    }
    return average;
  }

  /** The equal average of the ends of epochs. */
  Map<String, double[]> swa(int fromEpoch) {
    Map<String, double[]> sum = times(epoch(fromEpoch), 0);
    for (int number = fromEpoch; number <= EPOCHS; number++) {
      sum = plus(sum, epoch(number));
    }
    return times(sum, 1.0 / (EPOCHS - fromEpoch + 1));
  }

  /** The tensors of a state that are no running statistics. */
  static Map<String, double[]> parameters(ModelState state) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    state
        .tensors()
        .forEach(
            (name, values) -> {
              if (!name.contains("running")) {
                parameters.put(name, values.toDoubles());
              }
            });
    return parameters;
  }

  /** The largest difference between two elements. */
  static double difference(Map<String, double[]> a, Map<String, double[]> b) {
    if (!a.keySet().equals(b.keySet())) {
      throw new IllegalArgumentException(a.keySet() + " and " + b.keySet());
    }
    return plus(a, times(b, -1)).values().stream()
        .flatMapToDouble(Arrays::stream)
        .map(Math::abs)
        .max()
        .orElseThrow();
  }

  private static Map<String, double[]> times(Map<String, double[]> values, double factor) {
    Map<String, double[]> product = new LinkedHashMap<>();
    values.forEach(
        (name, v) -> product.put(name, Arrays.stream(v).map(each -> each * factor).toArray()));
    return product;
  }

  private static Map<String, double[]> plus(Map<String, double[]> a, Map<String, double[]> b) {
    Map<String, double[]> sum = times(a, 1);
    sum.forEach((name, v) -> Arrays.setAll(v, i -> v[i] + b.getOrDefault(name, v)[i]));
    return sum;
  }
}
