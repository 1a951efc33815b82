package org.gradus.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.op.DType;

/**
 * What a model comes to in F64, and how far a device may be off.
 *
 * @param exact by name
 * @param bounds of each element of the tensor of that name
 */
record ModelBounds(Map<String, HostTensor> exact, Map<String, Double> bounds) {
  private static final int TWINS = 3;

  /** Runs the model and its twins. */
  static ModelBounds measure(ModelRun model, Device reference) {
    Tolerance tolerance = Tolerance.of(DType.F32, model.longestSum(reference));
    double part = tolerance.bound(1, 1);
    Map<String, HostTensor> exact = model.run(reference, DType.F64, 0, 0);
    Map<String, Double> bounds = new LinkedHashMap<>();
    exact.forEach((name, values) -> bounds.put(name, tolerance.bound(largest(values), 0)));
    Map<String, Double> apart = new LinkedHashMap<>();
    for (int twin = 1; twin <= TWINS; twin++) {
      model
          .run(reference, DType.F64, twin, part)
          .forEach(
              (name, values) ->
                  apart.merge(name, distance(values, Runs.get(exact, name)), Math::max));
    }
    apart.forEach(
        (name, distance) -> bounds.merge(name, Tolerance.ROUNDINGS * distance, Double::sum));
    return new ModelBounds(exact, bounds);
  }

  private static double largest(HostTensor values) {
    double largest = 0;
    for (double value : values.toDoubles()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double distance(HostTensor a, HostTensor b) {
    double most = 0;
    for (int i = 0; i < a.size(); i++) {
      most = Math.max(most, Math.abs(a.get(i) - b.get(i)));
    }
    return most;
  }

  /** A row for each tensor of a device. */
  List<EquivalenceReport.Row> compare(String device, Map<String, HostTensor> actual) {
    List<EquivalenceReport.Row> rows = new ArrayList<>();
    exact.forEach(
        (name, expected) ->
            rows.add(
                row(
                    device,
                    name,
                    expected,
                    Runs.get(actual, name),
                    bounds.getOrDefault(name, 0.0))));
    return rows;
  }

  private static EquivalenceReport.Row row(
      String device, String name, HostTensor expected, HostTensor actual, double bound) {
    int worst = 0;
    double error = 0;
    for (int i = 0; i < expected.size(); i++) {
      double one = error(expected.get(i), actual.get(i));
      if (Double.isNaN(one) || one > error) {
        error = one;
        worst = i;
        if (Double.isNaN(one)) {
          break;
        }
      }
    }
    boolean any = expected.size() > 0;
    return new EquivalenceReport.Row(
        device,
        name,
        expected.spec().shape(),
        worst,
        any ? actual.get(worst) : 0,
        any ? expected.get(worst) : 0,
        error,
        bound);
  }

  /** The distance; 0 for the same infinity or NaN, else NaN where either is not finite. */
  private static double error(double wanted, double got) {
    boolean finite = Double.isFinite(wanted) && Double.isFinite(got);
    return finite ? Math.abs(wanted - got) : Double.compare(wanted, got) == 0 ? 0 : Double.NaN;
  }
}
