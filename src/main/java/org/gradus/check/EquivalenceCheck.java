package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.pass.Retype;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * A device's arithmetic against the CPU's F64, from the same operands; where the device is the CPU,
 * its fast kernels against its reference kernels.
 */
final class EquivalenceCheck {
  private static final List<Double> SPECIALS =
      List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  private final Device device;
  private final Device reference;

  EquivalenceCheck(Device device, Device reference) {
    this.device = device;
    this.reference = reference;
  }

  /** Compares results of operands in {@code dtype}. */
  Verdict check(OpCase one, DType dtype, long seed) {
    return compare(one, dtype, CaseGraph.values(one, seed), "seed " + seed);
  }

  /** Compares results when one element of one operand is NaN or infinite, each in turn. */
  Verdict specials(OpCase one, long seed) {
    Map<String, HostTensor> values = CaseGraph.values(one, seed);
    RandomStream random = new RandomStream(seed, Streams.of("check/specials/" + one.name()));
    Verdict worst = Verdict.GOOD;
    for (Map.Entry<String, HostTensor> operand : values.entrySet()) {
      HostTensor value = operand.getValue();
      if (value.spec().dtype().isFloat() && value.size() > 0) {
        for (double special : SPECIALS) {
          int at = random.nextInt(value.size());
          HostTensor planted = HostTensor.allocate(value.spec()).fill(value.toDoubles());
          planted.set(at, special);
          Map<String, HostTensor> changed = new LinkedHashMap<>(values);
          changed.put(operand.getKey(), planted);
          String how = "%s[%d] = %s, seed %d".formatted(operand.getKey(), at, special, seed);
          worst = worst.and(compare(one, DType.F32, changed, how));
        }
      }
    }
    return worst;
  }

  /** Compares results in the case's own element types with the reference's in the same. */
  Verdict inOwnTypes(OpCase one, long seed) {
    Graph graph = CaseGraph.forward(one);
    Map<String, HostTensor> values = CaseGraph.values(one, seed);
    Map<String, HostTensor> expected = Runs.run(reference, graph, values);
    Verdict worst = Verdict.GOOD;
    for (Map.Entry<String, HostTensor> result : Runs.run(device, graph, values).entrySet()) {
      HostTensor exact = Runs.get(expected, result.getKey());
      Comparison comparison =
          new Comparison(
              "%s, seed %d: %s".formatted(one.name(), seed, result.getKey()),
              exact,
              exact,
              one.scale(),
              Tolerance.of(exact.spec().dtype(), one.reduction()),
              one.is(Trait.EXACT),
              !one.is(Trait.ANY_NON_FINITE));
      worst = worst.and(comparison.of(result.getValue()));
    }
    return worst;
  }

  private Verdict compare(OpCase one, DType dtype, Map<String, HostTensor> values, String how) {
    Graph graph = CaseGraph.forward(one);
    Map<String, HostTensor> given = Values.retyped(values, DType.F32, dtype);
    Graph typed = dtype == DType.F32 ? graph : Retype.apply(graph, DType.F32, dtype);
    Map<String, HostTensor> actual = Runs.run(device, typed, given);
    Map<String, HostTensor> expected = exact(one, given);
    Map<String, HostTensor> magnitudes =
        one.scale() == Scale.MAGNITUDES
            ? exact(one.withoutActivation(), Values.magnitudes(given))
            : expected;
    int length = one.scale() == Scale.MAGNITUDES ? 1 : one.reduction();
    Verdict worst = Verdict.GOOD;
    for (Map.Entry<String, HostTensor> result : actual.entrySet()) {
      String name = result.getKey();
      DType stored = result.getValue().spec().dtype(); // F32 where sums are stored as they are
      Tolerance tolerance =
          Tolerance.of(stored.isFloat() ? stored : dtype, length).times(ops(graph));
      Comparison comparison =
          new Comparison(
              "%s in %s, %s: %s".formatted(one.name(), dtype, how, name),
              Runs.get(expected, name),
              Runs.get(magnitudes, name),
              one.scale(),
              tolerance,
              one.is(Trait.EXACT),
              !one.is(Trait.ANY_NON_FINITE));
      worst = worst.and(comparison.of(result.getValue()));
    }
    return worst;
  }

  /** The ops of the case, of which each rounds its results: more than one only for tier 0. */
  private static int ops(Graph graph) {
    long ops = graph.nodes().stream().filter(node -> !(node.op() instanceof Leaf)).count();
    return Math.max(1, (int) ops);
  }

  private Map<String, HostTensor> exact(OpCase one, Map<String, HostTensor> values) {
    Graph wide = Retype.apply(CaseGraph.forward(one), DType.F32, DType.F64);
    return Runs.run(reference, wide, Values.widened(values));
  }
}
