package org.gradus.train;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;

/**
 * An average of the parameters that lies beside them, in one flat arena.
 *
 * <p>It moves as plain descent does with the weights' negative as gradient and a decay of 1: g =
 * average - weights, average' = average - r g. So every device moves all of it in one launch that
 * it has already, by a rate from a table, and not where the step changes nothing. At first it is 0,
 * and a rate of 1 makes it the weights, to the bit.
 */
final class ParameterAverage {
  /** The variable with the average, of the arena's spec. */
  static final String AVERAGE = "average.parameters";

  /** The table of how far it moves in the next steps, as {@link TrainingStep#RATES}. */
  static final String RATES = "average.rates";

  private ParameterAverage() {}

  /** Declares the average. */
  static Variable declare(Variables variables) {
    return variables.declare(AVERAGE, variables.pack().spec(), Role.SLOT, Initial.ZEROS);
  }

  /**
   * Appends a move of the average to a graph.
   *
   * @param parameters the arena's new values
   * @param rates of which entry step mod their number holds
   * @param ok a U8 scalar; where it is 0 nothing changes
   */
  static void move(Graph graph, Tensor parameters, Tensor rates, Tensor step, Tensor ok) {
    Tensor minusOne = graph.constant(-1, parameters.dtype());
    graph.update(
        Update.Optimize.plain(AVERAGE, List.of(), new UpdateRule.Sgd(), false, 1),
        parameters,
        rates,
        step,
        minusOne,
        ok);
  }

  /** A graph that moves the average once, by its input {@code rate} of one element. */
  static Graph once(Variables variables) {
    Graph graph = new Graph(variables);
    Tensor parameters = graph.read(variables.pack());
    Tensor rate = graph.input("rate", parameters.dtype(), 1);
    move(graph, parameters, rate, graph.constant(0, DType.I32), graph.constant(1, DType.U8));
    return graph;
  }
}
