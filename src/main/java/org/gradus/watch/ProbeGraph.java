package org.gradus.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.UnaryKind;
import org.gradus.op.View;
import org.gradus.train.TrainingStep;

/**
 * A graph that yields what each layer does with a batch, and the gradients, and changes nothing.
 *
 * <p>The model is written as it is for training: batch norm goes by the batch, dropout drops what
 * the step after the counter's would.
 *
 * @param graph with inputs {@code x} and {@code labels}
 * @param layers whose values and gradients are outputs
 * @param parameters whose gradients are outputs
 */
record ProbeGraph(Graph graph, List<Scope.Row> layers, List<Variable> parameters) {
  static final String LOSS = "loss";
  private static final String VALUE = "value/";
  private static final String GRADIENT = "gradient/";

  static ProbeGraph of(Model model, Loss loss, int batch) {
    Scope scope = model.scope(Mode.TRAIN);
    Graph graph = scope.graph();
    Tensor outputs = model.forward(scope, batch);
    Tensor labels = graph.input(TrainingStep.LABELS, DType.I32, batch);
    Tensor mean = loss.of(outputs, labels);
    List<Scope.Row> layers = computing(scope.rows());
    List<Variable> parameters = model.variables().role(Role.PARAMETER);
    List<Tensor> wanted = new ArrayList<>(layers.stream().map(Scope.Row::value).toList());
    parameters.forEach(parameter -> wanted.add(graph.read(parameter)));
    List<Tensor> gradients = graph.at(mean.node().origin(), () -> Gradients.of(mean, wanted));
    for (int i = 0; i < wanted.size(); i++) {
      graph.output(GRADIENT + i, gradients.get(i));
    }
    for (int i = 0; i < layers.size(); i++) {
      graph.output(VALUE + i, wanted.get(i));
    }
    graph.output(LOSS, mean);
    return new ProbeGraph(graph, layers, parameters);
  }

  // Of layers that yield the same tensor, as a container and its last part do, the innermost.
  private static List<Scope.Row> computing(List<Scope.Row> rows) {
    List<Scope.Row> kept = new ArrayList<>();
    Set<Tensor> seen = new HashSet<>();
    for (Scope.Row row : rows.reversed()) {
      Tensor value = row.value();
      boolean isOwn = row.first() <= value.node().id() && value.dtype().isFloat();
      if (isOwn && !(value.node().op() instanceof View) && seen.add(value)) {
        kept.addFirst(row);
      }
    }
    return kept;
  }

  /** The output with what a layer yields. */
  String value(int layer) {
    return VALUE + layer;
  }

  /** The output with the gradient of what a layer yields. */
  String gradient(int layer) {
    return GRADIENT + layer;
  }

  /** The output with the gradient of a parameter. */
  String parameterGradient(int parameter) {
    return GRADIENT + (layers.size() + parameter);
  }

  /** Whether a layer's last word is a rectifier: a unit at 0 passes no gradient. */
  boolean isRectifier(int layer) {
    return layers.get(layer).value().node().op() instanceof Unary unary
        && (unary.kind() == UnaryKind.RELU || unary.kind() == UnaryKind.RELU6);
  }

  /** Whether a layer has parameters of its own or of its parts. */
  boolean hasParameters(int layer) {
    String prefix = layers.get(layer).name() + ".";
    return parameters.stream().anyMatch(parameter -> parameter.name().startsWith(prefix));
  }
}
