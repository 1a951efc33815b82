package org.gradus.experiment;

import java.util.ArrayList;
import java.util.List;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.AdamW;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.train.Averaging;
import org.gradus.train.EarlyStopping;
import org.gradus.train.Epoch;
import org.gradus.train.Evaluation;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.jspecify.annotations.Nullable;

/** A network that learns few images and their wrong labels by heart, and what helps against it. */
final class Overfitting implements Experiment {
  private static final double WRONG = 0.3; // the share of training labels that are wrong
  private static final int PATIENCE = 5;
  private static final int MODELS = 3;

  /** What is done against it. */
  private enum Remedy {
    NONE("nothing", "none"),
    STOPPING("early stopping", "early-stopping"),
    DECAY("weight decay", "weight-decay"),
    EMA("EMA of the weights", "ema"),
    SWA("SWA of the weights", "swa"),
    DROPOUT("dropout of 50 %", "dropout");

    private final String title;
    private final String key;

    Remedy(String title, String key) {
      this.title = title;
      this.key = key;
    }

    TrainerBuilder training(int epochs) {
      TrainerBuilder training =
          Trainer.builder(network(this == DROPOUT ? 0.5 : 0))
              .optimizer(new AdamW(0.003, this == DECAY ? 1 : 0))
              .batch(32)
              .epochs(epochs);
      return switch (this) {
        case STOPPING -> training.earlyStopping(EarlyStopping.patience(PATIENCE));
        case EMA -> training.averaging(Averaging.ema(0.99));
        case SWA -> training.averaging(Averaging.swa(epochs / 2));
        default -> training;
      };
    }

    private static Layer network(double dropout) {
      return new Sequential(
          new Flatten(),
          new Dense(256),
          Activation.named("relu"),
          new Dropout(dropout),
          new Dense(10));
    }
  }

  @Override
  public String name() {
    return "overfitting";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "How does overtraining show, and what do early stopping, decay and averaging do about"
        + " it?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    MislabelledImages parts = MislabelledImages.of(setup, WRONG);
    int epochs = setup.size(40, 24);
    Plot signs =
        Plot.of("The signs", Axis.linear("epoch"), Axis.linear("loss (cross-entropy)"))
            .saying(
                "With nothing done. It overfits where the training loss falls on and the other"
                    + " rises.");
    Plot losses =
        Plot.of("What is done about it", Axis.linear("epoch"), Axis.linear("validation loss"));
    Grid table =
        Grid.of(
                "What is left of each training",
                "against it",
                "epochs done",
                "epoch kept",
                "training loss",
                "validation loss",
                "test loss",
                "test accuracy")
            .saying(
                ("Of %d epochs; early stopping waits for %d. The last row is the mean of %d"
                        + " early-stopped models' predictions.")
                    .formatted(epochs, PATIENCE, MODELS));
    Standing tested = new Standing();
    double[] nothing = {};
    for (Remedy remedy : Remedy.values()) {
      setup.tell(remedy.title);
      History history = train(setup, parts, remedy, epochs);
      Epoch kept = kept(remedy, history);
      note(findings, remedy, history, kept);
      tested.add(remedy.title, loss(kept.test()));
      if (remedy == Remedy.NONE) {
        nothing = history.validationLoss();
        signs = signs.line("training", 1, history.trainLoss()).line("validation", 1, nothing);
      } else {
        losses = losses.line(remedy.title, 1, history.validationLoss());
      }
      table = row(table, remedy, history, kept);
    }
    StoppedModels models = together(setup, parts, epochs, findings);
    String title = "%d stopped models together".formatted(MODELS);
    tested.add(title, models.together().loss());
    table =
        table.row(
            title,
            "",
            "",
            "",
            "",
            Numbers.significant(models.together().loss(), 3),
            Said.percent(models.together().accuracy()));
    // last, and so beneath early stopping's, which goes the same way until it ends
    losses = losses.line(Remedy.NONE.title, 1, nothing);
    findings.show(signs).show(losses).show(table);
    return findings.conclude(story(setup, parts, findings.conclude(""), tested, epochs));
  }

  private static void note(Findings findings, Remedy remedy, History history, Epoch kept) {
    findings.number("loss/test/" + remedy.key, loss(kept.test()));
    findings.number("loss/validation/" + remedy.key, loss(kept.validation()));
    findings.number("loss/train/" + remedy.key, kept.trainLoss());
    findings.number("accuracy/" + remedy.key, accuracy(kept));
    findings.number("epochs/" + remedy.key, history.epochs().size());
    findings.number("epoch/kept/" + remedy.key, kept.epoch());
    if (remedy == Remedy.NONE) {
      Epoch best = EarlyStopping.patience(1).best(history.epochs());
      findings.number("epoch/best", best == null ? Double.NaN : best.epoch());
      findings.number("loss/best", best == null ? Double.NaN : best.judgedLoss());
      findings.number("loss/train/first", history.trainLoss()[0]);
    }
  }

  private static Grid row(Grid table, Remedy remedy, History history, Epoch kept) {
    return table.row(
        remedy.title,
        String.valueOf(history.epochs().size()),
        String.valueOf(kept.epoch()),
        Numbers.significant(kept.trainLoss(), 3),
        Numbers.significant(loss(kept.validation()), 3),
        Numbers.significant(loss(kept.test()), 3),
        Said.percent(accuracy(kept)));
  }

  /** Some models that are stopped early, by seeds of their own, and judged as they were kept. */
  private static StoppedModels together(
      Setup setup, MislabelledImages parts, int epochs, Findings findings) {
    setup.tell("%d models that are stopped early".formatted(MODELS));
    StoppedModels models =
        StoppedModels.of(
            setup,
            Remedy.network(0),
            () ->
                Remedy.STOPPING
                    .training(epochs)
                    .train(parts.train())
                    .validation(parts.validation()),
            MODELS,
            parts.test());
    findings.number("loss/test/ensemble", models.together().loss());
    findings.number("accuracy/ensemble", models.together().accuracy());
    findings.number("loss/test/members", models.meanLoss());
    findings.number("accuracy/members", models.meanAccuracy());
    findings.number("loss/test/first-member", models.members().getFirst().loss());
    return models;
  }

  private static double loss(@Nullable Evaluation judged) {
    return judged == null ? Double.NaN : judged.loss();
  }

  private static double accuracy(Epoch epoch) {
    Evaluation judged = epoch.test();
    return judged == null ? Double.NaN : judged.accuracy();
  }

  private static History train(Setup setup, MislabelledImages parts, Remedy remedy, int epochs) {
    return History.of(
        remedy
            .training(epochs)
            .train(parts.train())
            .validation(parts.validation())
            .test(parts.test())
            .seed(setup.seed())
            .device(setup.device())
            .build()
            .run());
  }

  /** The epoch whose weights are what is left. */
  private static Epoch kept(Remedy remedy, History history) {
    List<Epoch> epochs = new ArrayList<>(history.epochs());
    Epoch best = remedy == Remedy.STOPPING ? EarlyStopping.patience(PATIENCE).best(epochs) : null;
    return best == null ? epochs.getLast() : best;
  }

  private static String story(
      Setup setup, MislabelledImages parts, Outcome outcome, Standing tested, int epochs) {
    return Said.of(
        "784-256-10 learns %,d images of %s, %.0f %% of them under a wrong label. The training loss"
            + " goes from %.2f to %.3f in %d epochs; the validation loss is lowest, %.2f, in epoch"
            + " %.0f and ends at %.2f. Early stopping ends after %.0f epochs and keeps epoch %.0f:"
            + " a test loss of %.2f and %s right, where nothing done leaves %.2f and %s. The mean"
            + " of %d such models' predictions has a loss of %.2f, and gets %s right; alone they"
            + " come to %.2f on average. The lowest test loss, %.2f, is that of %s.",
        parts.train().size(),
        setup.imagesName(),
        100 * WRONG,
        outcome.number("loss/train/first"),
        outcome.number("loss/train/none"),
        epochs,
        outcome.number("loss/best"),
        outcome.number("epoch/best"),
        outcome.number("loss/validation/none"),
        outcome.number("epochs/early-stopping"),
        outcome.number("epoch/kept/early-stopping"),
        outcome.number("loss/test/early-stopping"),
        Said.percent(outcome.number("accuracy/early-stopping")),
        outcome.number("loss/test/none"),
        Said.percent(outcome.number("accuracy/none")),
        MODELS,
        outcome.number("loss/test/ensemble"),
        Said.percent(outcome.number("accuracy/ensemble")),
        outcome.number("loss/test/members"),
        tested.lowest().value(),
        tested.lowest().name());
  }
}
