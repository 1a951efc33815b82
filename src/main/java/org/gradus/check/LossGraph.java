package org.gradus.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.HostTensor;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.loss.Loss;
import org.gradus.nn.Mode;
import org.gradus.nn.Model;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.random.RandomStream;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is trained, with a scalar at its end: a loss of random labels or, where there is
 * none, the sum of all outputs, each times a random weight.
 *
 * @param batch samples that go in at once
 */
record LossGraph(Model model, @Nullable Loss loss, int batch) {
  /** The input with the labels or the weights. */
  static final String TARGETS = "targets";

  /** The output with the scalar. */
  static final String LOSS = "loss";

  /** The output with the sum of the magnitudes that the scalar is made of. */
  static final String SIZE = "size";

  /** The output with the gradient of a parameter, or of the model's input. */
  static String gradient(String name) {
    return "gradient of " + name;
  }

  /** What has a gradient: the parameters, in their order, and the input. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    model.variables().role(Role.PARAMETER).forEach(parameter -> names.add(parameter.name()));
    names.add(Model.INPUT);
    return names;
  }

  /** The graph, in F32, with the gradients as outputs if they are wanted. */
  Graph graph(boolean withGradients) {
    Scope scope = model.scope(Mode.TRAIN);
    Graph graph = scope.graph();
    Tensor outputs = model.forward(scope, batch);
    Tensor scalar;
    if (loss == null) {
      Tensor weights = graph.input(TARGETS, outputs.spec());
      scalar = outputs.multiply(weights).sum();
      Tensor one = graph.constant(1, outputs.dtype());
      graph.output(SIZE, weights.abs().multiply(outputs.abs().maximum(one)).sum());
    } else {
      scalar = loss.of(outputs, graph.input(TARGETS, TensorSpec.of(DType.I32, batch)));
      graph.output(SIZE, scalar.abs().maximum(graph.constant(1, scalar.dtype())));
    }
    graph.output(LOSS, scalar);
    if (withGradients) {
      gradients(graph, scalar);
    }
    return graph;
  }

  private void gradients(Graph graph, Tensor scalar) {
    List<Tensor> wrt = new ArrayList<>();
    for (Variable parameter : model.variables().role(Role.PARAMETER)) {
      wrt.add(graph.read(parameter));
    }
    wrt.add(input(graph, Model.INPUT));
    List<Tensor> gradients = Gradients.of(scalar, wrt);
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      graph.output(gradient(names.get(i)), gradients.get(i));
    }
  }

  private static Tensor input(Graph graph, String name) {
    return Objects.requireNonNull(graph.inputs().get(name));
  }

  /** Random values of the graph's inputs; floats of F32's precision. */
  Map<String, HostTensor> values(Domain samples, long seed) {
    Graph graph = graph(false);
    Map<String, HostTensor> values = new LinkedHashMap<>();
    HostTensor x = HostTensor.allocate(input(graph, Model.INPUT).spec());
    samples.fill(new RandomStream(seed, Streams.of("check/model/x")), x);
    values.put(Model.INPUT, x);
    HostTensor targets = HostTensor.allocate(input(graph, TARGETS).spec());
    Domain domain = loss == null ? Domain.magnitudes(0.5, 1.5) : Domain.integers(classes());
    domain.fill(new RandomStream(seed, Streams.of("check/model/targets")), targets);
    values.put(TARGETS, targets);
    return values;
  }

  /** The number of the model's outputs, which labels name. */
  private int classes() {
    Shape outputs = model.forward(model.scope(Mode.EVAL), batch).shape();
    return outputs.last();
  }
}
