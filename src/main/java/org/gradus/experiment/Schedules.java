package org.gradus.experiment;

import java.util.List;
import java.util.function.Function;
import org.gradus.data.DataSplit;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Sequential;
import org.gradus.optim.Momentum;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Numbers;
import org.gradus.report.Plot;
import org.gradus.schedule.Schedule;
import org.gradus.schedule.Timetable;
import org.gradus.train.Epoch;
import org.gradus.train.Trainer;

/** One training under each schedule of the learning rate, of the same highest rate. */
final class Schedules implements Experiment {
  private static final double RATE = 0.2;
  private static final List<Course> COURSES =
      List.of(
          new Course("constant", time -> Schedule.constant(RATE)),
          new Course("0.98 an epoch", time -> Schedule.exponential(RATE, 0.98, time.steps(1.0))),
          new Course("halved every quarter", time -> Schedule.step(RATE, 0.5, quarter(time))),
          new Course("straight down", time -> Schedule.polynomial(RATE, 0, 1, time.steps())),
          new Course("cosine", time -> Schedule.cosine(RATE, 0, time.steps())),
          new Course(
              "warm-up, then cosine",
              time ->
                  Schedule.cosine(RATE, 0, time.steps() - time.steps(1.0))
                      .warmedUp(time.steps(1.0))),
          new Course("one cycle", time -> Schedule.oneCycle(RATE, time.steps())),
          new Course("halved on plateaus", time -> Schedule.reduceOnPlateau(RATE, 0.5, 0)));

  /** A way for the rate to go. */
  private record Course(String title, Function<Timetable, Schedule> schedule) {
    String key() {
      return title.replace(",", "").replace(' ', '-');
    }
  }

  @Override
  public String name() {
    return "schedules";
  }

  @Override
  public int lesson() {
    return 5;
  }

  @Override
  public String question() {
    return "What does a learning rate that falls during the training gain?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    DataSplit data = setup.images(setup.size(4000, 1000), 1000);
    int epochs = setup.size(12, 4);
    Plot rates =
        Plot.of("Rates", Axis.linear("epoch"), Axis.linear("learning rate"))
            .saying("The rate of each epoch's last step.");
    Plot losses =
        Plot.of("Losses", Axis.linear("epoch"), Axis.log("training loss (cross-entropy)"));
    Grid table =
        Grid.of(
            "After %d epochs".formatted(epochs),
            "schedule",
            "last rate",
            "training loss",
            "test loss",
            "test accuracy");
    Standing trained = new Standing();
    Standing tested = new Standing();
    for (Course course : COURSES) {
      setup.tell(course.title);
      Attempt attempt = train(setup, data, course, epochs);
      double[] rate =
          attempt.history().epochs().stream().mapToDouble(Epoch::learningRate).toArray();
      double loss = attempt.failed() > 0 ? Double.NaN : History.last(attempt.history().trainLoss());
      trained.add(course.title, findings.number("loss/" + course.key(), loss));
      tested.add(course.title, findings.number("accuracy/" + course.key(), attempt.accuracy()));
      findings.number("rate/" + course.key(), History.last(rate));
      rates = rates.line(course.title, 1, rate);
      losses = losses.line(course.title, 1, attempt.history().trainLoss());
      table =
          table.row(
              course.title,
              Said.plain(History.last(rate)),
              Numbers.significant(loss, 3),
              Numbers.significant(attempt.loss(), 3),
              attempt.result());
    }
    findings.show(rates).show(losses).show(table);
    String constant = COURSES.getFirst().title;
    return findings.conclude(
        Said.of(
            "Momentum at rates up to %s on %,d images of %s: after %d epochs at a constant"
                + " rate the training loss is %s and %s of the test images are right. The training"
                + " loss is lowest, %s, with the schedule '%s'; most test images, %s, are right"
                + " with '%s'.",
            Said.plain(RATE),
            data.train().size(),
            setup.imagesName(),
            epochs,
            Said.plain(trained.of(constant)),
            Said.percent(tested.of(constant)),
            Said.plain(trained.lowest().value()),
            trained.lowest().name(),
            Said.percent(tested.highest().value()),
            tested.highest().name()));
  }

  private static long quarter(Timetable time) {
    return Math.max(1, time.steps() / 4);
  }

  private static Attempt train(Setup setup, DataSplit data, Course course, int epochs) {
    return Attempt.of(
        Trainer.builder(
                new Sequential(
                    new Flatten(), new Dense(64), Activation.named("relu"), new Dense(10)))
            .data(data)
            .optimizer(new Momentum(RATE))
            .scheduleFor(course.schedule)
            .batch(32)
            .epochs(epochs)
            .seed(setup.seed())
            .device(setup.device()));
  }
}
