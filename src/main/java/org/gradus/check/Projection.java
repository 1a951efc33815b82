package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gradus.device.HostTensor;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.DType;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;

/**
 * A case with a scalar at its end: the sum of all its floating-point results, each element times a
 * random weight; and, for the second order, the same sum of that scalar's gradients.
 */
final class Projection {
  /** The output with the scalar. */
  static final String LOSS = "loss";

  /** The output with the sum of the magnitudes that make up the scalar. */
  static final String SIZE = "size";

  private final OpCase one;
  private final long seed;
  private final CaseGraph built;
  private final List<Tensor> operands;
  private final Map<String, HostTensor> values;

  Projection(OpCase one, long seed) {
    this.one = one;
    this.seed = seed;
    built = CaseGraph.of(one);
    operands = built.operands().stream().filter(x -> x.dtype().isFloat()).toList();
    values = CaseGraph.values(one, seed);
  }

  /** Whether any result can vary with any operand. */
  static boolean isPossible(OpCase one) {
    CaseGraph built = CaseGraph.of(one);
    return built.operands().stream().anyMatch(x -> x.dtype().isFloat())
        && built.results().stream().anyMatch(x -> x.dtype().isFloat());
  }

  /** The output with the gradient of operand {@code index} of those of {@link #operandNames}. */
  static String gradient(int index) {
    return "gradient" + index;
  }

  /** The names of the floating-point operands. */
  List<String> operandNames() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < one.operands().size(); i++) {
      if (one.operands().get(i).spec().dtype().isFloat()) {
        names.add(CaseGraph.name(i));
      }
    }
    return names;
  }

  /** Values of the operands and the weights, complete once the graph is made. */
  Map<String, HostTensor> values() {
    return values;
  }

  /** The graph with the scalar of that order, its size and, if wanted, its gradients as outputs. */
  Graph graph(int order, boolean withGradients) {
    Graph graph = built.graph();
    List<Tensor> terms = built.results().stream().filter(y -> y.dtype().isFloat()).toList();
    Tensor loss = project(terms, "w");
    List<Tensor> factors = weights(terms, "w");
    if (order == 2) {
      terms = Gradients.of(loss, operands);
      loss = project(terms, "v");
      factors = weights(terms, "v");
    }
    graph.output(LOSS, loss);
    graph.output(SIZE, size(terms, factors));
    if (withGradients) {
      List<Tensor> gradients = Gradients.of(loss, operands);
      for (int i = 0; i < gradients.size(); i++) {
        graph.output(gradient(i), gradients.get(i));
      }
    }
    return graph;
  }

  /** The graph with the case's results as outputs too. */
  Graph showResults() {
    for (int i = 0; i < built.results().size(); i++) {
      built.graph().output(CaseGraph.result(i), built.results().get(i));
    }
    return built.graph();
  }

  private Tensor project(List<Tensor> terms, String name) {
    List<Tensor> weights = weights(terms, name);
    Tensor total = terms.get(0).multiply(weights.get(0)).sum();
    for (int i = 1; i < terms.size(); i++) {
      total = total.add(terms.get(i).multiply(weights.get(i)).sum());
    }
    return total;
  }

  /** One input of weights for each term, of either sign and never near 0. */
  private List<Tensor> weights(List<Tensor> terms, String name) {
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      String input = name + i;
      Tensor known = built.graph().inputs().get(input);
      if (known == null) {
        known = built.graph().input(input, terms.get(i).spec());
        HostTensor drawn = HostTensor.allocate(known.spec());
        RandomStream random =
            new RandomStream(seed, Streams.of("check/" + name + "/" + one.name()), i);
        Domain.magnitudes(0.5, 1.5).fill(random, drawn);
        for (int at = 0; at < drawn.size(); at++) {
          drawn.set(at, (float) drawn.get(at)); // so that casts of gradients to F32 are exact
        }
        values.put(input, drawn);
      }
      weights.add(known);
    }
    return weights;
  }

  private static Tensor size(List<Tensor> terms, List<Tensor> weights) {
    Graph graph = terms.get(0).graph();
    Tensor total = graph.constant(0, terms.get(0).dtype());
    for (int i = 0; i < terms.size(); i++) {
      Tensor magnitude = terms.get(i).abs().maximum(graph.constant(1, terms.get(i).dtype()));
      total = total.add(weights.get(i).abs().multiply(magnitude).sum());
    }
    return total;
  }

  /** The type to retype the case's F32 to. */
  static DType retyped(OpCase one, DType wanted) {
    return one.is(OpCase.Trait.FIXED_TYPES) ? DType.F32 : wanted;
  }
}
