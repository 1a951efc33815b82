package org.gradus.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * A case as a graph: operands are inputs {@code x0}, {@code x1} and so on, or variables of such
 * names.
 */
record CaseGraph(Graph graph, List<Tensor> operands, List<Tensor> results) {
  /** The name of operand {@code index}. */
  static String name(int index) {
    return "x" + index;
  }

  /** The name of result {@code index} as an output of the graph. */
  static String result(int index) {
    return "y" + index;
  }

  /** The graph of {@code one}, without outputs yet. */
  static CaseGraph of(OpCase one) {
    Graph graph = new Graph();
    List<Tensor> operands = new ArrayList<>();
    for (int i = 0; i < one.operands().size(); i++) {
      OperandSpec operand = one.operands().get(i);
      operands.add(
          operand.variable()
              ? graph.read(
                  graph.variables().declare(name(i), operand.spec(), Role.STATISTIC, Initial.ZEROS))
              : graph.input(name(i), operand.spec()));
    }
    return new CaseGraph(graph, operands, one.build().apply(graph, operands));
  }

  /** The graph of {@code one} with its results as outputs. */
  static Graph forward(OpCase one) {
    CaseGraph built = of(one);
    for (int i = 0; i < built.results().size(); i++) {
      built.graph().output(result(i), built.results().get(i));
    }
    return built.graph();
  }

  /** Whether a device that holds {@code dtypes} can hold every value of {@code one}. */
  static boolean fits(OpCase one, Set<DType> dtypes) {
    return of(one).graph().nodes().stream()
        .flatMap(node -> node.specs().stream())
        .allMatch(spec -> dtypes.contains(spec.dtype()));
  }

  /** Values for the operands of {@code one} by their names, the same for the same seed. */
  static Map<String, HostTensor> values(OpCase one, long seed) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    for (int i = 0; i < one.operands().size(); i++) {
      OperandSpec operand = one.operands().get(i);
      HostTensor drawn = HostTensor.allocate(operand.spec());
      operand.domain().fill(new RandomStream(seed, Streams.of("check/" + one.name()), i), drawn);
      values.put(name(i), drawn);
    }
    return values;
  }
}
