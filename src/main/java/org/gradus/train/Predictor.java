package org.gradus.train;

import java.util.ArrayList;
import java.util.List;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.pass.Precision;
import org.gradus.train.Checkpoint.Inputs;

/** A trained model on a device, to be judged and used. */
public final class Predictor implements AutoCloseable {
  private static final int BATCH = 256;

  private final Checkpoint checkpoint;
  private final Precision precision;
  private final Device device;
  private final Model model;
  private final VariableStore store;

  private Predictor(
      Checkpoint checkpoint, Precision precision, Device device, Model model, VariableStore store) {
    this.checkpoint = checkpoint;
    this.precision = precision;
    this.device = device;
    this.model = model;
    this.store = store;
  }

  /**
   * Puts the model of a checkpoint on a device.
   *
   * @param layer the layers the checkpoint was made with
   * @param source where the checkpoint comes from, for messages
   * @param device the device by name, or {@code auto}
   * @param options how the device is to compute
   * @param precision the numbers it computes in, which need not be those of the training
   * @throws org.gradus.io.DataException if the checkpoint is of another model
   * @throws org.gradus.device.DeviceException if the device is not there or lacks the precision
   */
  public static Predictor open(
      Layer layer,
      Checkpoint checkpoint,
      String source,
      String device,
      DeviceOptions options,
      Precision precision) {
    Model model = new Model(layer, checkpoint.inputs().sample(), checkpoint.seed());
    Device opened = Devices.open(device, options);
    try {
      PrecisionCheck.require(opened, precision);
      VariableStore store = opened.allocate(model.variables());
      checkpoint.trained().write(source, model, store);
      return new Predictor(checkpoint, precision, opened, model, store);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Puts the model of a checkpoint on a device, in F32 and as is best for most. */
  public static Predictor open(Layer layer, Checkpoint checkpoint, String source, String device) {
    return open(layer, checkpoint, source, device, DeviceOptions.USUAL, Precision.F32);
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The device it is on. */
  public Device device() {
    return device;
  }

  /** Mean loss and accuracy over all of {@code data}, raw as it was loaded. */
  public Evaluation evaluate(Dataset data, Loss loss) {
    try (Evaluator evaluator = new Evaluator(model, loss, precision, device, store, BATCH)) {
      return evaluator.evaluate(data, checkpoint.inputs().scaling());
    }
  }

  /** What the model reads and says. */
  public Inputs inputs() {
    return checkpoint.inputs();
  }

  /**
   * What the model says of each class for one sample of {@code data}, as {@code loss} has it.
   *
   * @param data samples, raw as they were loaded
   * @param loss that it was trained by
   */
  public float[] probabilities(Dataset data, int sample, Loss loss) {
    return probabilities(data.subset(new int[] {sample}), loss).floats();
  }

  /**
   * What the model says of each class for every sample of {@code data}: F32 (N, C).
   *
   * @param data samples, raw as they were loaded
   * @param loss that it was trained by, which says what its outputs mean
   */
  public HostTensor probabilities(Dataset data, Loss loss) {
    Batches batches = Batches.evaluation(data, inputs().scaling(), BATCH);
    int last = batches.count() - 1;
    List<float[]> rows = new ArrayList<>();
    if (last > 0) {
      probabilities(batches, 0, last, loss, rows);
    }
    probabilities(batches, last, last + 1, loss, rows);
    int classes = rows.getFirst().length / batches.size(0);
    HostTensor all = HostTensor.allocate(TensorSpec.of(DType.F32, data.size(), classes));
    int at = 0;
    for (float[] part : rows) {
      System.arraycopy(part, 0, all.floats(), at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Batches {@code from} to {@code to}, exclusive, which are all of one size. */
  private void probabilities(Batches batches, int from, int to, Loss loss, List<float[]> rows) {
    Intake intake = Intake.of(batches.data(), inputs().scaling());
    int size = batches.size(from);
    Graph graph = EvaluationStep.probabilities(model, loss, intake, size, precision);
    try (Executable executable = device.compile(graph, store)) {
      HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
      HostTensor labels = HostTensor.allocate(Intake.labels(size));
      for (int batch = from; batch < to; batch++) {
        intake.fill(batches, batch, x, labels);
        executable.write(Model.INPUT, x);
        executable.run();
        rows.add(executable.read(EvaluationStep.OUTPUTS).floats());
      }
    }
  }

  @Override
  public void close() {
    store.close();
    device.close();
  }
}
