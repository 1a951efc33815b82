package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.check.OpCase.Scale;
import org.gradus.check.OpCase.Trait;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.pass.Retype;

/** The CPU's F64 results against a formula the case brings. */
final class FormulaCheck {
  private final Device reference;

  FormulaCheck(Device reference) {
    this.reference = reference;
  }

  Verdict check(OpCase one, OpCase.Formula formula, long seed) {
    boolean fixed = one.is(Trait.FIXED_TYPES);
    Graph graph = CaseGraph.forward(one);
    Map<String, HostTensor> values = CaseGraph.values(one, seed);
    Map<String, HostTensor> actual =
        fixed
            ? Runs.run(reference, graph, values)
            : Runs.run(
                reference, Retype.apply(graph, DType.F32, DType.F64), Values.widened(values));
    List<double[]> operands = new ArrayList<>();
    values.values().forEach(value -> operands.add(value.toDoubles()));
    List<double[]> expected = formula.apply(operands);
    Verdict worst = Verdict.GOOD;
    int index = 0;
    for (Map.Entry<String, HostTensor> result : actual.entrySet()) {
      TensorSpec wide = result.getValue().spec().as(DType.F64);
      HostTensor wanted = HostTensor.allocate(wide).fill(expected.get(index++));
      String what = "%s, seed %d: %s".formatted(one.name(), seed, result.getKey());
      Comparison comparison =
          new Comparison(
              what,
              wanted,
              wanted,
              Scale.LARGEST,
              Tolerance.of(DType.F64, one.reduction()),
              one.is(Trait.EXACT),
              true);
      worst = worst.and(comparison.of(result.getValue()));
    }
    return worst;
  }
}
