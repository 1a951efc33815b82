package org.gradus.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gradus.data.Dataset;
import org.gradus.data.Digits;
import org.gradus.data.Mnist;
import org.gradus.device.Device;
import org.gradus.device.DeviceRank;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.optim.Adam;
import org.gradus.pass.Precision;
import org.gradus.train.Trainer;
import org.jspecify.annotations.Nullable;

/** Trains each job until enough of it is seen, as a user would: through {@link Trainer}. */
final class TrainingBench {
  private static final int SAMPLES = 60_000; // as many as MNIST has
  private static final int QUICK_SAMPLES = 256;
  private static final int MOST_EPOCHS = 100_000;

  private final List<Provider> providers;
  private final boolean quick;
  private final Watcher watcher;

  /** A benchmark that tells {@code watcher} what it finds. */
  TrainingBench(List<Provider> providers, boolean quick, Watcher watcher) {
    this.providers = providers;
    this.quick = quick;
    this.watcher = watcher;
  }

  /** As many digits as MNIST has, drawn by the program. */
  static Dataset draw(boolean quick) {
    return Digits.load(Digits.SEED, quick ? QUICK_SAMPLES : SAMPLES, 1).train();
  }

  /** MNIST's training part from a folder. */
  static Dataset read(Path mnist, boolean quick) {
    Dataset all = Mnist.read(Mnist.Variant.DIGITS, mnist).train();
    return quick ? all.limit(Math.min(all.size(), QUICK_SAMPLES)) : all;
  }

  /** What {@code data} is, with what draws it again. */
  static String describe(Dataset data, @Nullable Path mnist) {
    String source = mnist == null ? "drawn by Gradus with seed " + Digits.SEED : "read from files";
    return "%s, %d samples, %s".formatted(data.name(), data.size(), source);
  }

  void run(Dataset data) {
    List<Precision> precisions = precisions(providers.getFirst());
    for (Job job : Job.values()) {
      for (Precision precision : precisions) {
        for (Provider provider : providers) {
          measure(job, precision, provider, data);
        }
      }
    }
  }

  /** F32, and what tensor cores multiply where there are some; the CPU only rounds as they do. */
  private static List<Precision> precisions(Provider provider) {
    try (Device device = provider.open()) {
      TensorSpec square = TensorSpec.of(DType.F32, 1, 1);
      boolean cpu = device.info().rank() == DeviceRank.PROCESSOR;
      boolean tensorCores =
          device
              .capabilities()
              .kernels()
              .supports(new MatMul(false, false, Form.TF32), List.of(square, square));
      return cpu || !tensorCores
          ? List.of(Precision.F32)
          : List.of(Precision.F32, Precision.TF32, Precision.BF16);
    }
  }

  private void measure(Job job, Precision precision, Provider provider, Dataset data) {
    try {
      watcher.measured(row(job, precision, provider, data));
    } catch (RuntimeException | OutOfMemoryError e) {
      String what = "%s %s %s".formatted(job, precision, mode(provider));
      watcher.failed(Failure.of(Part.TRAINING.toString(), what, e));
    }
  }

  private static String mode(Provider provider) {
    return provider.name().equals(KernelRow.OWN) ? TrainingRow.DEFAULT : provider.name();
  }

  private TrainingRow row(Job job, Precision precision, Provider provider, Dataset data) {
    BlockClock clock = new BlockClock(quick ? Pacing.Epochs.QUICK : Pacing.Epochs.USUAL);
    try {
      Trainer.builder(job.model(quick))
          .train(data)
          .optimizer(new Adam(Job.LEARNING_RATE))
          .batch(job.batch(quick))
          .epochs(MOST_EPOCHS)
          .device(provider.device(), provider.options())
          .precision(precision)
          .callback(clock)
          .build()
          .run();
    } catch (BlockClock.Enough e) {
      return clock.row(job, precision, mode(provider));
    }
    throw new IllegalStateException(
        String.format(Locale.ROOT, "%s: %,d epochs were not enough", job, MOST_EPOCHS));
  }
}
