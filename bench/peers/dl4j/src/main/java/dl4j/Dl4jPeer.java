package dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import peer.Engine;
import peer.Job;
import peer.Measurement;
import peer.Mnist;

/** The jobs in Deeplearning4j as a {@code MultiLayerNetwork} on ND4J's CPU backend. */
public final class Dl4jPeer implements Engine {
  private static final int TEST_BATCH = 1000;

  /** The classifier of ND4J's natives on the class path; whoever starts this program sets it. */
  private static final String NATIVES = "peer.natives";

  private final Job job;
  private final MultiLayerNetwork network;
  private final INDArray trainX;
  private final INDArray trainY;
  private final INDArray testX;
  private final int[] testY;

  private Dl4jPeer(Job job, Mnist data, long seed) {
    this.job = job;
    Nd4j.getMemoryManager().togglePeriodicGc(false); // workspaces need none
    network = new MultiLayerNetwork(configuration(job, seed));
    network.init();
    trainX = Nd4j.create(data.trainX(), new int[] {data.trainY().length, Mnist.PIXELS}, 'c');
    trainY =
        Nd4j.create(
            Mnist.oneHot(data.trainY()), new int[] {data.trainY().length, Mnist.CLASSES}, 'c');
    testX = Nd4j.create(data.testX(), new int[] {data.testY().length, Mnist.PIXELS}, 'c');
    testY = data.testY();
  }

  private static MultiLayerConfiguration configuration(Job job, long seed) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .weightInit(WeightInit.RELU)
            .updater(new Adam(Job.RATE))
            .list();
    for (int i = 0; i < job.hidden().length; i++) {
      DenseLayer.Builder dense = new DenseLayer.Builder().nOut(job.hidden()[i]);
      if (job.normed()) {
        // DJL and Gradus drop the output of a layer, DL4J the input of the next; it takes what
        // stays.
        layers.layer(dropped(dense.activation(Activation.IDENTITY), i).build());
        layers.layer(new BatchNormalization.Builder().build());
        layers.layer(new ActivationLayer(Activation.RELU));
      } else {
        layers.layer(dense.activation(Activation.RELU).build());
      }
    }
    OutputLayer.Builder output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(Mnist.CLASSES)
            .activation(Activation.SOFTMAX);
    if (job.normed()) {
      output.dropOut(1 - Job.DROPOUT);
    }
    return layers.layer(output.build()).setInputType(InputType.feedForward(Mnist.PIXELS)).build();
  }

  private static DenseLayer.Builder dropped(DenseLayer.Builder dense, int layer) {
    return layer == 0 ? dense : dense.dropOut(1 - Job.DROPOUT);
  }

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public String version() {
    String classes = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
    try (InputStream in = MultiLayerNetwork.class.getResourceAsStream(classes)) {
      Properties properties = new Properties();
      properties.load(in);
      return "DL4J "
          + properties.getProperty("version")
          + ", natives "
          + System.getProperty(NATIVES);
    } catch (IOException e) {
      throw new UncheckedIOException(classes, e);
    }
  }

  @Override
  public String settings() {
    return "training set preloaded as one INDArray with one-hot labels, batches are row views"
        + " (no copy); fit(features, labels), no listeners, no periodic GC, workspaces on";
  }

  @Override
  public long parameters() {
    // DL4J keeps the running mean and variance of batch norm among the parameters.
    long statistics = job.normed() ? 2L * (job.hidden()[0] + job.hidden()[1]) : 0;
    return network.numParams() - statistics;
  }

  @Override
  public void step(int firstSample) {
    network.fit(rows(trainX, firstSample, job.batch()), rows(trainY, firstSample, job.batch()));
  }

  @Override
  public double loss() {
    return network.score();
  }

  @Override
  public double testAccuracy() {
    int right = 0;
    for (int first = 0; first < testY.length; first += TEST_BATCH) {
      int[] found = network.output(rows(testX, first, TEST_BATCH)).argMax(1).toIntVector();
      for (int i = 0; i < TEST_BATCH; i++) {
        right += found[i] == testY[first + i] ? 1 : 0;
      }
    }
    return right / (double) testY.length;
  }

  private static INDArray rows(INDArray array, int first, int count) {
    return array.get(NDArrayIndex.interval(first, first + count), NDArrayIndex.all());
  }

  @Override
  public void close() {
    network.close();
  }

  /** Measures a job; arguments as {@link Measurement} has them. */
  public static void main(String[] args) throws Exception {
    Measurement.main(args, Dl4jPeer::new);
  }
}
