package org.gradus.experiment;

import java.util.Arrays;
import java.util.List;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;

/** Plain gradient descent written into a graph, where a whole trainer would be too much. */
final class Descent {
  private Descent() {}

  /** Declares an F32 variable that is to be found. */
  static Variable variable(Graph graph, String name, Initial first, int... dims) {
    return graph.variables().declare(name, TensorSpec.of(DType.F32, dims), Role.PARAMETER, first);
  }

  /** Writes w' = w - rate d(loss)/dw for each variable; returns the gradients. */
  static List<Tensor> step(Tensor loss, double rate, Variable... variables) {
    Graph graph = loss.graph();
    List<Tensor> values = Arrays.stream(variables).map(graph::read).toList();
    List<Tensor> gradients = Gradients.of(loss, values);
    for (int i = 0; i < variables.length; i++) {
      Tensor next = values.get(i).subtract(gradients.get(i).multiply(rate));
      graph.update(new Update.Assign(variables[i].name()), next, next.allFinite());
    }
    return gradients;
  }
}
