package org.gradus.check;

import java.util.List;
import org.gradus.check.OpCase.Trait;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/** Inputs, variables and constants, each read back through a sum with another tensor. */
final class LeafCases {
  private LeafCases() {}

  static List<OpCase> all() {
    TensorSpec spec = TensorSpec.of(DType.F32, 7, 31);
    Leaf.Constant constant = new Leaf.Constant(-0.375, spec);
    return List.of(
        OpCase.of(new Leaf.Input("x0", spec), (graph, in) -> in, OperandSpec.of(7, 31)),
        OpCase.of(new Leaf.Read("x0", spec), (graph, in) -> in, OperandSpec.of(7, 31).asVariable())
            .with(Trait.EXACT),
        OpCase.of(
                constant,
                (graph, in) -> List.of(graph.constant(-0.375, in.get(0).dtype(), 7, 31)),
                OperandSpec.of(1))
            .with(Trait.EXACT),
        OpCase.of(
                constant,
                (graph, in) ->
                    List.of(in.get(0).multiply(graph.constant(0.75, in.get(0).dtype(), 31))),
                OperandSpec.of(7, 31))
            .named("times"),
        OpCase.of(
                constant,
                (graph, in) -> List.of(in.get(0).add(graph.constant(3, DType.I32, Shape.SCALAR))),
                OperandSpec.indices(9, 5))
            .named("i32")
            .with(Trait.EXACT));
  }
}
