package org.gradus.train;

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
import org.gradus.pass.Precision;

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

  /**
   * The softmax of what the model yields for one sample of {@code data}: a probability a class.
   *
   * @param data samples, raw as they were loaded
   */
  public float[] probabilities(Dataset data, int sample) {
    Dataset one = data.subset(new int[] {sample});
    Batches batches = Batches.evaluation(one, checkpoint.inputs().scaling(), 1);
    Graph graph = EvaluationStep.probabilities(model, 1, precision);
    try (Executable executable = device.compile(graph, store)) {
      HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
      batches.fill(0, x.floats(), new int[1]);
      executable.write(Model.INPUT, x);
      executable.run();
      return executable.read(EvaluationStep.OUTPUTS).floats();
    }
  }

  @Override
  public void close() {
    store.close();
    device.close();
  }
}
