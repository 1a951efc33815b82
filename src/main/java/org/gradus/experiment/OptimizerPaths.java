package org.gradus.experiment;

import java.util.List;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Optimizers;
import org.gradus.report.Axis;
import org.gradus.report.Grid;
import org.gradus.report.Plot;
import org.gradus.report.Series;
import org.gradus.report.Series.Style;

/** Optimizers on surfaces one can see, each at the best of some rates, and on images. */
final class OptimizerPaths implements Experiment {
  static final List<String> NAMES =
      List.of("sgd", "momentum", "nesterov", "normalised", "adagrad", "rmsprop", "adam");
  private static final double[] RATES = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};
  private static final double[] FEW_RATES = {1, 0.1, 0.01, 0.001};
  private static final double LOW = 0.001; // a height that counts as the bottom

  @Override
  public String name() {
    return "optimizers";
  }

  @Override
  public int lesson() {
    return 2;
  }

  @Override
  public String question() {
    return "Which way do SGD, momentum, RMSprop, Adam and their kin take, and how fast are they?";
  }

  @Override
  public boolean learnsImages() {
    return true;
  }

  @Override
  public Outcome run(Setup setup) {
    Findings findings = new Findings();
    int steps = setup.size(200, 60);
    StringBuilder story =
        new StringBuilder(
            Said.of(
                "From the same start, %d steps at the best of %d rates tried for each lead lowest",
                steps, rates(setup).length));
    for (Surface surface : Surface.values()) {
      Standing heights = descend(setup, surface, steps, findings);
      Standing.Place first = heights.lowest();
      story.append(
          Said.of(
              "%s on %s with %s (height %s; SGD ends at %s, Adam at %s)",
              surface.ordinal() == 0 ? "" : surface.ordinal() == 1 ? "," : " and",
              surface.title(),
              first.name(),
              Said.plain(first.value()),
              Said.plain(heights.of("sgd")),
              Said.plain(heights.of("adam"))));
    }
    story.append(". ").append(OptimizerRace.run(setup, findings));
    return findings.conclude(story.toString());
  }

  private static double[] rates(Setup setup) {
    return setup.quick() ? FEW_RATES : RATES;
  }

  private static Standing descend(Setup setup, Surface surface, int steps, Findings findings) {
    setup.tell(surface.title());
    String title = Character.toUpperCase(surface.title().charAt(0)) + surface.title().substring(1);
    Plot paths =
        Plot.of(title, surface.x(), surface.y())
            .saying(
                "Lines of equal height; a path is marked large where it ends. The lowest point is"
                    + " at (%s, %s)."
                        .formatted(
                            Said.plain(surface.lowest()[0]), Said.plain(surface.lowest()[1])))
            .widely()
            .over(SurfaceWalk.contours(setup, surface));
    Plot heights =
        Plot.of(title + ": height", Axis.linear("step"), Axis.log("height").between(1e-8, 1e4));
    Grid table =
        Grid.of(
            title + ": after %d steps".formatted(steps),
            "optimizer",
            "best rate",
            "height",
            "distance from the lowest point",
            "steps to height " + LOW);
    Standing standing = new Standing();
    for (String name : NAMES) {
      Optimizer optimizer = Optimizers.named(name, null, null);
      SurfaceWalk walk = SurfaceWalk.best(setup, surface, optimizer, steps, rates(setup));
      String key = surface.key() + "/" + name;
      double[] end = {walk.x().getLast(), walk.y().getLast()};
      standing.add(name, findings.number("height/" + key, walk.end()));
      findings.number("rate/" + key, walk.rate());
      int low = walk.stepsTo(LOW);
      paths = paths.with(new Series(name, Style.PATH, walk.x(), walk.y()));
      heights = heights.line(name, 0, walk.heights().stream().mapToDouble(h -> h).toArray());
      table =
          table.row(
              name,
              Said.plain(walk.rate()),
              Said.plain(walk.end()),
              Said.plain(surface.distance(end)),
              low < 0 ? "not reached" : String.valueOf(low));
    }
    findings.show(paths).show(heights).show(table);
    return standing;
  }
}
