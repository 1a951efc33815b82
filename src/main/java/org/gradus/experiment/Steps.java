package org.gradus.experiment;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.optim.GuardedGradient;
import org.gradus.optim.Optimizer;

/** An optimizer's steps written into a graph with one parameter, where a trainer is too much. */
final class Steps {
  private static final String COUNTER = "step";
  private static final String RATE = "rate";

  private Steps() {}

  /** Declares the F32 parameter. */
  static Variable declare(Graph graph, String name, Initial first, int... dims) {
    return graph.variables().declare(name, TensorSpec.of(DType.F32, dims), Role.PARAMETER, first);
  }

  /**
   * Writes a step that is taken if the gradient is finite.
   *
   * @param gradient of the graph's one parameter, which is packed
   * @return the learning rate (1), which is to be set
   */
  static Variable write(Graph graph, List<Tensor> gradient, Optimizer optimizer) {
    int length = graph.variables().pack().spec().shape().intSize();
    Tensor flat = graph.add(new View.Pack(List.of(0), length), gradient).output(0);
    GuardedGradient guarded = optimizer.guard(flat);
    TensorSpec whole = TensorSpec.of(DType.I32);
    graph.variables().declare(COUNTER, whole, Role.COUNTER, Initial.ZEROS);
    Tensor step = graph.read(graph.variables().get(COUNTER));
    TensorSpec one = TensorSpec.of(DType.F32, 1);
    Tensor rates = graph.read(graph.variables().declare(RATE, one, Role.TABLE, Initial.ZEROS));
    optimizer.write(graph, guarded, rates, step, guarded.finite());
    graph.update(new Update.Assign(COUNTER), step.add(1), guarded.finite());
    return graph.variables().get(RATE);
  }
}
