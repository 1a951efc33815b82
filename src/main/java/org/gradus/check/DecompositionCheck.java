package org.gradus.check;

import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.op.DType;
import org.gradus.pass.Decompose;
import org.gradus.pass.Retype;

/**
 * Composite ops and their gradients against what they decompose to, in F64.
 *
 * <p>Each node of the decomposition may add its own roundings, so the bound of one op is allowed
 * once for each node.
 */
final class DecompositionCheck {
  private final Device reference;

  DecompositionCheck(Device reference) {
    this.reference = reference;
  }

  /** Whether {@code one} has anything to decompose. */
  static boolean applies(OpCase one) {
    return Decompose.isComposite(one.op());
  }

  Verdict check(OpCase one, long seed) {
    Projection projection = new Projection(one, seed);
    projection.graph(1, !one.is(OpCase.Trait.NO_GRADIENT));
    Graph graph = Retype.apply(projection.showResults(), DType.F32, DType.F64);
    return compare(one, graph, Decompose.all(graph), Values.widened(projection.values()), seed);
  }

  /** Compares two graphs that should mean the same, on the same values. */
  Verdict compare(
      OpCase one, Graph fused, Graph simple, Map<String, HostTensor> values, long seed) {
    Map<String, HostTensor> expected = Runs.run(reference, simple, values);
    Map<String, HostTensor> actual = Runs.run(reference, fused, values);
    long composites = simple.nodes().stream().map(Node::op).filter(Decompose::isComposite).count();
    if (composites > 0) {
      return Verdict.failed(one.name() + ": the decomposition is made of composite ops again");
    }
    Tolerance each = Tolerance.of(DType.F64, one.reduction());
    Tolerance tolerance = each.times(simple.nodes().size());
    Verdict worst = Verdict.GOOD;
    for (Map.Entry<String, HostTensor> result : actual.entrySet()) {
      HostTensor wanted = Runs.get(expected, result.getKey());
      String what = "%s, seed %d: %s, fused,".formatted(one.name(), seed, result.getKey());
      worst = worst.and(Comparison.wide(what, wanted, tolerance).of(result.getValue()));
    }
    return worst;
  }
}
