package org.gradus.experiment;

import java.util.List;
import java.util.Locale;
import org.gradus.data.DataSplit;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.optim.Sgd;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Trainer;

/** Gradient descent by hand on x^2, and on a data set with whole and with small batches. */
final class GradientDescent implements Experiment {
  private static final double START = 10;
  private static final double RATE = 0.1;
  private static final int STEPS = 20;
  private static final int SMALL = 32;

  @Override
  public String name() {
    return "gradient-descent";
  }

  @Override
  public int lesson() {
    return 2;
  }

  @Override
  public String question() {
    return "Where do steps against the gradient lead, and why are they taken on small batches?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    setup.tell("x^2");
    double[] x = descend(setup);
    showDescent(x, findings);
    String curve =
        String.format(
            Locale.ROOT,
            "From 10, steps at rate 0.1 against the gradient 2x lead to %.1f, %.1f, %.2f: each"
                + " takes away a fifth, and after %d steps x is %.4f.",
            x[1],
            x[2],
            x[3],
            STEPS,
            x[STEPS]);
    return findings.conclude(curve + " " + onBatches(setup, findings));
  }

  /** The places that steps x' = x - rate d(x^2)/dx come to, the start among them. */
  private static double[] descend(Setup setup) {
    Graph graph = new Graph();
    TensorSpec number = TensorSpec.of(DType.F32);
    Initial start = Initial.constant(START);
    Variable place = graph.variables().declare("x", number, Role.PARAMETER, start);
    Tensor x = graph.read(place);
    Tensor slope = Gradients.of(x.square(), List.of(x)).getFirst(); // 2 x
    Tensor next = x.subtract(slope.multiply(RATE));
    graph.update(new Update.Assign("x"), next, next.allFinite());
    double[] places = new double[STEPS + 1];
    try (Calculation step = new Calculation(setup.device(), graph, setup.seed())) {
      places[0] = START;
      for (int i = 1; i <= STEPS; i++) {
        places[i] = step.run().values(place)[0];
      }
    }
    return places;
  }

  private static void showDescent(double[] x, Findings findings) {
    Grid table = Grid.ofNumbers("Steps on x^2 from 10 at rate 0.1", "step", "x", "x^2", "gradient");
    double[] height = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      findings.number("x/step-" + i, x[i]);
      height[i] = x[i] * x[i];
      table =
          table.row(
              String.valueOf(i),
              Numbers.significant(x[i], 6),
              Numbers.significant(height[i], 6),
              Numbers.significant(2 * x[i], 6));
    }
    double[] around = Plot.range(-10.5, 10.5, 85);
    double[] parabola = new double[around.length];
    for (int i = 0; i < around.length; i++) {
      parabola[i] = around[i] * around[i];
    }
    findings.show(
        Plot.of("The way down", Axis.linear("x"), Axis.linear("x\u00b2"))
            .reference("x\u00b2", around, parabola)
            .path("steps at rate 0.1", x, height));
    findings.show(table);
  }

  /** The same passes over images, all of them in each step and 32; returns what came out. */
  private static String onBatches(Setup setup, Findings findings) {
    int size = setup.size(4000, 1000);
    int epochs = setup.size(20, 5);
    DataSplit data = setup.images(size, size);
    int all = data.train().size();
    Plot plot =
        Plot.of("Passes over the data", Axis.linear("epoch"), Axis.linear("training loss"))
            .saying("The loss over all training images after each pass, at rate 0.1.");
    Grid table = Grid.of("Batches", "batch", "steps", "training loss", "test accuracy");
    for (int batch : new int[] {all, SMALL}) {
      String name = batch == all ? "all %d images".formatted(all) : batch + " images";
      setup.tell("batches of " + name);
      History history = train(setup, data, batch, epochs);
      double loss = findings.number("loss/batch-" + batch, History.last(history.validationLoss()));
      double accuracy =
          findings.number("accuracy/batch-" + batch, History.last(history.testAccuracy()));
      double steps = findings.number("steps/batch-" + batch, epochs * (all / batch));
      plot = plot.line(name, 1, history.validationLoss());
      table =
          table.row(
              name, Numbers.fixed(steps, 0), Numbers.fixed(loss, 4), Numbers.percent(accuracy, 1));
    }
    findings.show(plot).show(table);
    return String.format(
        Locale.ROOT,
        "On %,d images of %s, %d passes in full batches are %.0f steps and end at a loss of %.3f;"
            + " in batches of 32 the same passes are %,.0f steps and end at %.3f.",
        all,
        setup.imagesName(),
        epochs,
        findings.get("steps/batch-" + all),
        findings.get("loss/batch-" + all),
        findings.get("steps/batch-" + SMALL),
        findings.get("loss/batch-" + SMALL));
  }

  private static History train(Setup setup, DataSplit data, int batch, int epochs) {
    return History.of(
        Trainer.builder(new Sequential(new Flatten(), new Dense(10)))
            .data(data)
            .validation(data.train()) // the loss over all of it after each pass
            .optimizer(new Sgd(RATE))
            .batch(batch)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device())
            .build()
            .run());
  }
}
