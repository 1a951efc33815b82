package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.VariableStore;
import org.gradus.loss.CrossEntropy;
import org.gradus.loss.Loss;
import org.gradus.loss.MeanSquaredError;
import org.gradus.loss.Reduction;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.pass.Precision;
import org.gradus.testing.OpenClDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss of a data set does not depend on the batches it is judged in. */
class EvaluatorTest {
  private static final Dataset DATA = SmallData.of(101, 3);
  private static final Scaling RAW = Scaling.fit(Scaling.Kind.RAW, DATA);

  record Case(String device, Loss loss) {}

  static Stream<Case> cases() {
    CrossEntropy weighted = Loss.crossEntropy().classWeights(0.2, 3, 1.5);
    List<Loss> losses =
        List.of(
            Loss.crossEntropy(),
            weighted,
            weighted.smoothing(0.2),
            Loss.crossEntropy().ignoring(1),
            weighted.ignoring(2).smoothing(0.1),
            weighted.reduction(Reduction.SUM),
            weighted.reduction(Reduction.BATCH_MEAN),
            Loss.crossEntropy().ignoring(0).reduction(Reduction.SUM),
            new MeanSquaredError(Reduction.SUM),
            Loss.huber(0.5));
    List<String> devices = OpenClDevice.isThere() ? List.of("cpu", "opencl") : List.of("cpu");
    if (devices.size() == 1) {
      System.out.println("SKIPPED EvaluatorTest on opencl: " + OpenClDevice.remedy());
    }
    return devices.stream().flatMap(device -> losses.stream().map(loss -> new Case(device, loss)));
  }

  private static double loss(Device device, Loss loss, Dataset data, int batch) {
    Model model = new Model(TrainerTest.layers(), Shape.of(SmallData.FEATURES), 1);
    try (VariableStore store = device.allocate(model.variables());
        Evaluator evaluator = new Evaluator(model, loss, Precision.F32, device, store, batch)) {
      store.initialize(1);
      return evaluator.evaluate(data, RAW).loss();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesOfAnySizeGiveTheLossOfOneBatch(Case each) {
    try (Device device = Devices.open(each.device)) {
      double whole = loss(device, each.loss, DATA, DATA.size());
      for (int batch : new int[] {1, 7, 64}) {
        assertEquals(whole, loss(device, each.loss, DATA, batch), 4e-6 * Math.abs(whole));
      }
    }
  }

  @Test
  void theLossOfOneBatchIsTheMeanByWeights() {
    Loss weighted = Loss.crossEntropy().classWeights(0.2, 3, 1.5);
    double[] weights = {0.2, 3, 1.5};
    double sum = 0;
    double total = 0;
    try (Device device = Devices.open("cpu")) {
      for (int i = 0; i < DATA.size(); i++) {
        Dataset one = DATA.subset(new int[] {i});
        double weight = weights[DATA.label(i)];
        sum += weight * loss(device, Loss.crossEntropy(), one, 1);
        total += weight;
      }
      assertEquals(sum / total, loss(device, weighted, DATA, 16), 4e-6 * sum / total);
    }
  }

  @Test
  void aDataSetWhoseLabelsAreAllIgnoredHasNoLoss() {
    int[] second = IntStream.range(0, DATA.size()).filter(i -> DATA.label(i) == 1).toArray();
    try (Device device = Devices.open("cpu")) {
      Loss ignoring = Loss.crossEntropy().ignoring(1);
      assertEquals(Double.NaN, loss(device, ignoring, DATA.subset(second), 8));
    }
  }
}
