package djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import peer.Job;
import peer.Measurement;
import peer.Mnist;

/** The jobs in DJL with its PyTorch engine, by its own layers, loss, optimizer and trainer. */
public final class DjlPeer implements peer.Engine {
  private final Job job;
  private final Model model;
  private final Trainer trainer;
  private final NDManager arrays;
  private final NDArray trainX;
  private final NDArray trainY;
  private final NDArray testX;
  private final NDArray testY;
  private double loss;

  private DjlPeer(Job job, Mnist data, long seed) {
    this.job = job;
    Engine.getInstance().setRandomSeed((int) seed);
    model = Model.newInstance(job.name());
    model.setBlock(block(job));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(
                    Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed((float) Job.RATE))
                        .build()));
    trainer.initialize(new Shape(job.batch(), Mnist.PIXELS));
    arrays = trainer.getManager().newSubManager();
    trainX = arrays.create(data.trainX(), new Shape(data.trainY().length, Mnist.PIXELS));
    trainY = arrays.create(data.trainY());
    testX = arrays.create(data.testX(), new Shape(data.testY().length, Mnist.PIXELS));
    testY = arrays.create(data.testY());
  }

  private static SequentialBlock block(Job job) {
    SequentialBlock block = new SequentialBlock();
    for (int units : job.hidden()) {
      block.add(Linear.builder().setUnits(units).build());
      if (job.normed()) {
        block.add(BatchNorm.builder().build());
      }
      block.add(Activation.reluBlock());
      if (job.normed()) {
        block.add(Dropout.builder().optRate((float) Job.DROPOUT).build());
      }
    }
    block.add(Linear.builder().setUnits(Mnist.CLASSES).build());
    block.setInitializer(
        new XavierInitializer(
            XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, 2),
        Parameter.Type.WEIGHT);
    return block;
  }

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public String version() {
    return "DJL " + Engine.getDjlVersion() + ", PyTorch " + Engine.getInstance().getVersion();
  }

  @Override
  public String settings() {
    return "training set preloaded as one NDArray, batches are slices of it (views, no copy);"
        + " GradientCollector and Trainer.step, no listeners";
  }

  @Override
  public long parameters() {
    return model.getBlock().getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getArray().size())
        .sum();
  }

  @Override
  public void step(int firstSample) {
    try (NDManager scratch = arrays.newSubManager()) {
      NDIndex rows = new NDIndex().addSliceDim(firstSample, firstSample + job.batch());
      NDArray x = trainX.get(scratch, rows);
      NDArray y = trainY.get(scratch, rows);
      NDArray stepLoss;
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(new NDList(x));
        stepLoss = trainer.getLoss().evaluate(new NDList(y), logits);
        gradients.backward(stepLoss);
      }
      trainer.step();
      loss = stepLoss.getFloat();
    }
  }

  @Override
  public double loss() {
    return loss;
  }

  @Override
  public double testAccuracy() {
    try (NDManager scratch = arrays.newSubManager()) {
      NDArray logits = trainer.evaluate(new NDList(testX)).singletonOrThrow();
      logits.attach(scratch);
      NDArray right = logits.argMax(1).toType(testY.getDataType(), false).eq(testY);
      return right.countNonzero().getLong() / (double) testY.size();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }

  /** Measures a job; arguments as {@link Measurement} has them. */
  public static void main(String[] args) throws Exception {
    Measurement.main(args, DjlPeer::new);
  }
}
