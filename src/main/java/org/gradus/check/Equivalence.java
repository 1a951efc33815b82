package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.HostTensor;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Sgd;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.gradus.train.TrainingStep;
import org.jspecify.annotations.Nullable;

/**
 * Whether devices compute the same with a model: what it yields, its loss, its gradients, and some
 * steps of training.
 *
 * <pre>{@code
 * Equivalence.of(layer).data(digits).between("cpu", "cuda").requirePassed();
 * }</pre>
 *
 * <p>Each device computes in F32 and is held against the CPU in F64, from the same parameters,
 * batches, masks and noise. How far rounding may drive this very model apart is measured: twins in
 * F64 start from parameters that are off by one op's tolerance and err in each op as F32 may, most
 * of all in sums that cancel, and an element may be off by {@link Tolerance#ROUNDINGS} times as
 * much as the twins' tensors have come to differ, plus the tolerance of one op. {@code
 * docs/numerics.md} derives it.
 */
public final class Equivalence {
  private static final int USUAL_BATCH = 32;
  private static final int USUAL_STEPS = 5;
  private static final double USUAL_RATE = 0.05;

  private final Layer layer;
  private @Nullable Shape sample;
  private @Nullable Dataset data;
  private Loss loss = Loss.crossEntropy();
  private Optimizer optimizer = new Sgd(USUAL_RATE);
  private int batch = USUAL_BATCH;
  private int steps = USUAL_STEPS;
  private long seed = 1;

  private Equivalence(Layer layer) {
    this.layer = layer;
  }

  /** A comparison of {@code layer}, of which {@link #data} or {@link #sample} say what goes in. */
  public static Equivalence of(Layer layer) {
    return new Equivalence(layer);
  }

  /** Real samples and labels, scaled to mean 0 and deviation 1. */
  public Equivalence data(Dataset samples) {
    this.data = samples;
    this.sample = samples.sampleShape();
    return this;
  }

  /** Random samples of that shape, without the batch axis, and random labels. */
  public Equivalence sample(int... dims) {
    this.sample = Shape.of(dims);
    return this;
  }

  /** What is trained; cross-entropy if it is not said. */
  public Equivalence loss(Loss function) {
    this.loss = function;
    return this;
  }

  /** How it is trained; by {@code Sgd(0.05)} if it is not said. */
  public Equivalence optimizer(Optimizer rule) {
    this.optimizer = rule;
    return this;
  }

  /** How many samples make a batch; 32 if it is not said. */
  public Equivalence batch(int samples) {
    this.batch = positive("batch", samples);
    return this;
  }

  /** How many steps are trained; 5 if it is not said. */
  public Equivalence steps(int count) {
    this.steps = positive("steps", count);
    return this;
  }

  /** What everything random is drawn from; 1 if it is not said. */
  public Equivalence seed(long number) {
    this.seed = number;
    return this;
  }

  private static int positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "equivalence: %s must be positive: %d".formatted(what, number));
    }
    return number;
  }

  /**
   * Compares devices, by the names that {@code --device} takes.
   *
   * @throws IllegalStateException if nobody said what goes in
   * @throws org.gradus.device.DeviceException if a device is not there, or fails
   * @throws org.gradus.op.ShapeException if model, data and loss do not fit together
   */
  public EquivalenceReport between(String... devices) {
    Shape shape = sample;
    if (shape == null) {
      throw new IllegalStateException(
          "equivalence: what goes in? say data(dataset), or a sample's shape by sample(28, 28)");
    }
    List<EquivalenceReport.Row> rows = new ArrayList<>();
    try (Device reference = Devices.plain("cpu")) {
      ModelRun model = new ModelRun(layer, shape, loss, optimizer, steps, seed, batches(shape));
      ModelBounds bounds = ModelBounds.measure(model, reference);
      for (String name : devices) {
        try (Device device = Devices.plain(name)) {
          rows.addAll(bounds.compare(name, model.on(device)));
        }
      }
    }
    return new EquivalenceReport(seed, rows);
  }

  /** One batch for each step. */
  private List<Map<String, HostTensor>> batches(Shape shape) {
    Dataset samples = data;
    List<Map<String, HostTensor>> all = new ArrayList<>();
    Batches shuffled =
        samples == null
            ? null
            : Batches.training(
                samples, Scaling.fit(Scaling.Kind.STANDARDISED, samples), batch, seed);
    int size = shuffled == null ? batch : shuffled.batchSize();
    int[] dims = new int[shape.rank() + 1];
    dims[0] = size;
    System.arraycopy(shape.dims(), 0, dims, 1, shape.rank());
    for (int step = 0; step < steps; step++) {
      HostTensor x = HostTensor.of(Shape.of(dims), new float[Shape.of(dims).intSize()]);
      HostTensor labels = HostTensor.of(Shape.of(size), new int[size]);
      if (shuffled == null) {
        RandomStream random = new RandomStream(seed, Streams.of("check/model/batch"), step);
        Domain.normal().fill(random, x);
        Domain.integers(ModelRun.classes(layer, shape, seed)).fill(random, labels);
      } else {
        shuffled.startEpoch(step / shuffled.count());
        shuffled.fill(step % shuffled.count(), x.floats(), labels.ints());
      }
      all.add(Map.of(Model.INPUT, x, TrainingStep.LABELS, labels));
    }
    return all;
  }
}
