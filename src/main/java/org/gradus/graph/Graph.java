package org.gradus.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.op.ShapeRules;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.jspecify.annotations.Nullable;

/**
 * A static computation, written once and run many times: nodes, named inputs and outputs, and the
 * updates of variables that a run makes.
 *
 * <p>Not thread-safe; nodes are only ever appended.
 */
public final class Graph {
  private final Variables variables;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, Tensor> outputs = new LinkedHashMap<>();
  private final Map<String, Tensor> reads = new LinkedHashMap<>();
  private final Map<String, Node> updates = new LinkedHashMap<>();
  private @Nullable Origin origin;

  /** A graph over variables of its own. */
  public Graph() {
    this(new Variables());
  }

  /** A graph over variables that it may share with other graphs. */
  public Graph(Variables variables) {
    this.variables = variables;
  }

  /** The variables the graph reads and updates. */
  public Variables variables() {
    return variables;
  }

  /**
   * Appends a node.
   *
   * @throws ShapeException if the operands do not fit; the message ends with the user's line
   */
  public Node add(Op op, List<Tensor> operands) {
    Origin at = origin == null ? Origin.caller() : origin;
    for (Tensor operand : operands) {
      if (operand.node().graph() != this) {
        throw new IllegalArgumentException(
            "%s: operand %s belongs to another graph, at %s".formatted(op.name(), operand, at));
      }
    }
    List<TensorSpec> specs;
    try {
      specs = ShapeRules.outputs(op, operands.stream().map(Tensor::spec).toList());
    } catch (ShapeException e) {
      throw new ShapeException(e.getMessage() + ", at " + at);
    }
    Node node = new Node(this, nodes.size(), op, operands, specs, at);
    nodes.add(node);
    return node;
  }

  /** Appends a node and returns its first output. */
  public Tensor apply(Op op, Tensor... operands) {
    return add(op, List.of(operands)).output(0);
  }

  /** The value the host supplies under {@code name} before each run. */
  public Tensor input(String name, DType dtype, int... dims) {
    return input(name, TensorSpec.of(dtype, dims));
  }

  /** The value the host supplies under {@code name} before each run. */
  public Tensor input(String name, TensorSpec spec) {
    if (inputs.containsKey(name)) {
      throw new IllegalArgumentException("input '" + name + "' exists already");
    }
    Tensor input = apply(new Leaf.Input(name, spec));
    inputs.put(name, input);
    return input;
  }

  /** The value of {@code variable} as it stands when a run begins. */
  public Tensor read(Variable variable) {
    Tensor known = reads.get(variable.name());
    if (known != null) {
      return known;
    }
    if (!variables.contains(variable)) {
      throw new IllegalArgumentException(variable + " belongs to other variables than the graph's");
    }
    Tensor read = apply(new Leaf.Read(variable.name(), variable.spec()));
    reads.put(variable.name(), read);
    return read;
  }

  /** A tensor whose elements are all {@code value}. */
  public Tensor constant(double value, DType dtype, int... dims) {
    return apply(new Leaf.Constant(value, TensorSpec.of(dtype, dims)));
  }

  /** A tensor whose elements are all {@code value}. */
  public Tensor constant(double value, DType dtype, Shape shape) {
    return apply(new Leaf.Constant(value, new TensorSpec(dtype, shape)));
  }

  /** Makes {@code tensor} readable by the host after a run. */
  public void output(String name, Tensor tensor) {
    if (outputs.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException("output '" + name + "' exists already");
    }
  }

  /**
   * Appends an update, which every run of the graph carries out after all its reads.
   *
   * @throws IllegalArgumentException if one of its variables is updated already or does not fit
   */
  public Node update(Update op, Tensor... operands) {
    Node node = add(op, List.of(operands));
    List<String> targets = targets(op);
    for (int i = 0; i < targets.size(); i++) {
      Variable variable = variables.get(targets.get(i));
      if (!variable.spec().equals(node.specs().get(i))) {
        throw new ShapeException(
            "%s: variable %s cannot take %s, at %s"
                .formatted(op.name(), variable, node.specs().get(i), node.origin()));
      }
      if (updates.putIfAbsent(variable.name(), node) != null) {
        throw new IllegalArgumentException(
            "%s: variable '%s' is updated twice, at %s"
                .formatted(op.name(), variable.name(), node.origin()));
      }
    }
    return node;
  }

  /** The names of the variables an update changes, in the order of its outputs. */
  public static List<String> targets(Update op) {
    return switch (op) {
      case Update.Assign assign -> List.of(assign.variable());
      case Update.RecordRow recorded -> List.of(recorded.variable());
      case Update.AdjustScale scale ->
          List.of(scale.variable(), scale.goodSteps(), scale.skipped());
      case Update.Optimize step -> {
        List<String> targets = new ArrayList<>(List.of(step.variable()));
        targets.addAll(step.slots());
        yield List.copyOf(targets);
      }
    };
  }

  /** Runs {@code build} with all nodes it appends taken to come from {@code from}. */
  public <T> T at(Origin from, Supplier<T> build) {
    Origin before = origin;
    origin = from;
    try {
      return build.get();
    } finally {
      origin = before;
    }
  }

  /** All nodes, by id. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Inputs by name, in the order they were made. */
  public Map<String, Tensor> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  /** Outputs by name, in the order they were made. */
  public Map<String, Tensor> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  /** The updates, each once, in the order they were made. */
  public List<Node> updates() {
    return updates.values().stream().distinct().toList();
  }
}
