package org.gradus.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.gradus.device.Devices;
import org.gradus.experiment.Experiment;
import org.gradus.experiment.Experiments;
import org.gradus.experiment.Outcome;
import org.gradus.experiment.Setup;
import org.gradus.report.Numbers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus experiment}: answers the questions of the lessons by computing. */
final class ExperimentCommand implements Subcommand {
  private static final String WHAT = "list|all|NAME";
  private static final String[] FOOTER = {
    "",
    "'gradus experiment list' tells what each asks. A folder takes report.html, a page with",
    "plots and tables, and outcome.json with the numbers."
  };

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "Answers a question of the lessons by computing: prints what it finds, and leaves a"
                + " report with plots.");
    spec.usageMessage().footer(FOOTER);
    return spec.addOption(
            Options.value("--device", "auto|NAME", "Where to compute; auto if not said."))
        .addOption(
            Options.value(
                "--out",
                "DIR",
                "Folder of the report; runs/<date>-experiment-NAME if not said. With all, each"
                    + " experiment gets a folder in it."))
        .addOption(
            Options.value(
                "--data-dir",
                "DIR",
                "Folder with MNIST's files, to learn them instead of digits the program draws."))
        .addOption(
            Options.value(
                "--seed",
                "N",
                "What is random is drawn from it; %d if not said.".formatted(Setup.SEED)))
        .addOption(Options.flag("--quick", "Run a smaller form of some seconds, which shows less."))
        .addPositional(Options.positional(WHAT, "What to run."));
  }

  @Override
  public int run(Arguments arguments, Console console) {
    String what = arguments.requiredPositional(WHAT);
    if (what.equals("list")) {
      list(console);
      return 0;
    }
    List<Experiment> chosen = what.equals("all") ? Experiments.all() : List.of(named(what));
    Setup setup = setup(arguments, what, chosen);
    DeviceChoice.check(setup.device());
    Path out = arguments.path("--out");
    List<ExperimentFolder> folders = folders(chosen, what.equals("all"), out);
    folders.forEach(ExperimentFolder::prepare);
    String device = Devices.select(setup.device()).info().id();
    for (ExperimentFolder folder : folders) {
      Experiment experiment = folder.experiment();
      console.err().printf("%s, on %s%n", experiment.name(), device);
      long start = System.nanoTime();
      Outcome outcome = experiment.run(setup.telling(told -> console.err().println("  " + told)));
      double seconds = (System.nanoTime() - start) * 1e-9;
      folder.write(outcome, setup, seconds, console);
      tell(folder, outcome, seconds, chosen.size() == 1, console);
    }
    return 0;
  }

  private static void list(Console console) {
    int lesson = 0;
    for (Experiment experiment : Experiments.all()) {
      if (experiment.lesson() != lesson) {
        lesson = experiment.lesson();
        console.out().println("Lesson " + lesson);
      }
      console.out().printf("  %-18s %s%n", experiment.name(), experiment.question());
    }
  }

  private static Experiment named(String name) {
    try {
      return Experiments.named(name);
    } catch (IllegalArgumentException unknown) {
      throw new UsageException(String.valueOf(unknown.getMessage()));
    }
  }

  private static Setup setup(Arguments arguments, String what, List<Experiment> chosen) {
    Setup setup =
        Setup.on(arguments.text("--device", "auto")).seed(arguments.whole("--seed", Setup.SEED));
    Path data = arguments.path("--data-dir");
    if (data != null && chosen.stream().noneMatch(Experiment::learnsImages)) {
      throw new UsageException("--data-dir: the experiment %s learns no images".formatted(what));
    }
    Setup sized = arguments.has("--quick") ? setup.quickly() : setup;
    return data == null ? sized : sized.data(data);
  }

  private static List<ExperimentFolder> folders(
      List<Experiment> chosen, boolean all, @Nullable Path out) {
    String date = LocalDate.now(ZoneId.systemDefault()) + "-experiment";
    if (all) {
      Path folder = out == null ? RunPlan.unused(Path.of("runs"), date + "s") : out;
      return chosen.stream()
          .map(each -> new ExperimentFolder(each, folder.resolve(each.name())))
          .toList();
    }
    Experiment one = chosen.getFirst();
    String name = date + "-" + one.name();
    Path folder = out == null ? RunPlan.unused(Path.of("runs"), name) : out;
    return List.of(new ExperimentFolder(one, folder));
  }

  private static void tell(
      ExperimentFolder folder, Outcome outcome, double seconds, boolean alone, Console console) {
    if (alone) {
      new ConsoleTables(console.out()).print(outcome.exhibits());
    }
    console.out().println(outcome.finding());
    console.out().printf("(%s s) report: %s%n", Numbers.fixed(seconds, 1), folder.report());
  }
}
