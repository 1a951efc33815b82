package org.gradus.experiment;

import java.util.Locale;
import org.gradus.graph.Tensor;
import org.gradus.report.Axis;

/** A height over a plane with one lowest point, at height 0. */
enum Surface {
  /** A valley 20 times as steep across as along: (x^2 + 20 y^2) / 2. */
  QUADRATIC("a quadratic", -8, 2.5, 0, 0, -10, 6, -4, 4, 200) {
    @Override
    Tensor height(Tensor x, Tensor y) {
      return x.square().add(y.square().multiply(20)).multiply(0.5);
    }
  },
  /** A bent valley with a floor that hardly falls: (1 - x)^2 + 100 (y - x^2)^2. */
  ROSENBROCK("Rosenbrock's valley", -1.2, 1, 1, 1, -1.8, 1.8, -0.8, 2.4, 2500) {
    @Override
    Tensor height(Tensor x, Tensor y) {
      Tensor along = x.subtract(1).square();
      return y.subtract(x.square()).square().multiply(100).add(along);
    }
  },
  /**
   * A plain between steep walls: (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2.
   */
  BEALE("Beale's plain", 1, 1.5, 3, 0.5, -1, 4.5, -1.5, 2, 1500) {
    @Override
    Tensor height(Tensor x, Tensor y) {
      Tensor first = x.multiply(y).subtract(x).add(1.5).square();
      Tensor second = x.multiply(y.square()).subtract(x).add(2.25).square();
      Tensor third = x.multiply(y.square().multiply(y)).subtract(x).add(2.625).square();
      return first.add(second).add(third);
    }
  };

  private final String title;
  private final double startX;
  private final double startY;
  private final double lowestX;
  private final double lowestY;
  private final double left;
  private final double right;
  private final double bottom;
  private final double top;
  private final double highest;

  Surface(
      String title,
      double startX,
      double startY,
      double lowestX,
      double lowestY,
      double left,
      double right,
      double bottom,
      double top,
      double highest) {
    this.title = title;
    this.startX = startX;
    this.startY = startY;
    this.lowestX = lowestX;
    this.lowestY = lowestY;
    this.left = left;
    this.right = right;
    this.bottom = bottom;
    this.top = top;
    this.highest = highest;
  }

  /** The height of points, element by element. */
  abstract Tensor height(Tensor x, Tensor y);

  /** What a sentence calls it. */
  String title() {
    return title;
  }

  /** What numbers are called by. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where descents begin: x, y. */
  double[] start() {
    return new double[] {startX, startY};
  }

  /** How far a place is from the lowest point. */
  double distance(double[] place) {
    return Math.hypot(place[0] - lowestX, place[1] - lowestY);
  }

  /** Where the lowest point is: x, y. */
  double[] lowest() {
    return new double[] {lowestX, lowestY};
  }

  /** The part that is shown. */
  Axis x() {
    return Axis.linear("x").between(left, right);
  }

  /** The part that is shown. */
  Axis y() {
    return Axis.linear("y").between(bottom, top);
  }

  /** The height of the highest line that is drawn. */
  double highest() {
    return highest;
  }
}
