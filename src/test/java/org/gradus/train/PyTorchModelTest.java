package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.fixtures.Fixture;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.nn.Sequential;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.junit.jupiter.api.Test;

/** Whole models beside PyTorch's, in F64: the same state_dict, the same losses, the same ending. */
final class PyTorchModelTest {
  private static final double CLOSE = 1e-11;

  @Test
  void anMlpTrainsAsPyTorchs() {
    compare("mlp", new Sequential(new Dense(8), new Activation(UnaryKind.RELU), new Dense(3)));
  }

  @Test
  void batchNormTrainsAsPyTorchs() {
    compare(
        "mlp_batch_norm",
        new Sequential(
            new Dense(8), new BatchNorm(), new Activation(UnaryKind.RELU), new Dense(3)));
  }

  private static void compare(String name, Sequential layers) {
    Fixture fixture = Fixture.load("mlp_f64").caseNamed(name);
    Fixture.Values x = fixture.values("x");
    int batch = x.shape()[0];
    Model model = new Model(layers, Shape.of(x.shape()[1]), 1);
    Graph step =
        TrainingStep.of(model, Loss.crossEntropy(), new Adam(fixture.number("settings/lr")), batch);
    try (Device device = Devices.open("cpu");
        F64Model f64 = new F64Model(device, model);
        Executable executable = f64.compile(step)) {
      f64.load(fixture.object("initial"));
      f64.write(TrainingStep.RATES, rates(fixture.number("settings/lr")));
      double[] labels = fixture.values("labels").data();
      double[] losses = fixture.numbers("losses");
      double[] accuracies = fixture.numbers("accuracies");
      Map<String, double[]> inputs = Map.of(Model.INPUT, x.data(), TrainingStep.LABELS, labels);
      for (int i = 0; i < losses.length; i++) {
        double[] loss = F64Model.run(executable, inputs, TrainingStep.LOSS);
        assertEquals(losses[i], loss[0], CLOSE, "loss of step " + i);
        double correct = executable.read(TrainingStep.CORRECT).get(0);
        assertEquals(accuracies[i], correct / batch, CLOSE, "accuracy of step " + i);
        assertEquals(1, executable.read(TrainingStep.OK).get(0));
      }
      // A bias before batch norm has a gradient of mere rounding errors, which Adam enlarges; the
      // running mean follows it a little behind.
      double noise = name.equals("mlp_batch_norm") ? 1e-9 : CLOSE;
      compareState(fixture.object("final"), f64, noise);
      assertArrayEquals(
          fixture.values("eval_logits").data(), logits(model, f64, x.data(), batch), noise);
    }
  }

  private static void compareState(Fixture expected, F64Model f64, double noise) {
    for (String name : expected.names()) {
      if (!name.endsWith("num_batches_tracked")) {
        boolean noisy = name.equals("0.bias") || name.equals("1.running_mean");
        double tolerance = noisy ? noise : CLOSE;
        assertArrayEquals(expected.values(name).data(), f64.read(name), tolerance, name);
      }
    }
  }

  private static double[] logits(Model model, F64Model f64, double[] x, int batch) {
    Scope scope = model.scope(Mode.EVAL);
    scope.graph().output("logits", model.forward(scope, batch));
    try (Executable executable = f64.compile(scope.graph())) {
      return F64Model.run(executable, Map.of(Model.INPUT, x), "logits");
    }
  }

  private static double[] rates(double rate) {
    double[] rates = new double[TrainingStep.RATE_COUNT];
    Arrays.fill(rates, rate);
    return rates;
  }
}
