package org.gradus.graph;

import java.util.List;
import java.util.stream.IntStream;
import org.gradus.op.Op;
import org.gradus.op.TensorSpec;

/**
 * One application of an op in a graph. Immutable; the ids of its inputs are smaller than its own,
 * so the order of ids is an order in which the graph can be computed.
 */
public final class Node {
  private final Graph graph;
  private final int id;
  private final Op op;
  private final List<Tensor> inputs;
  private final List<TensorSpec> specs;
  private final Origin origin;

  Node(Graph graph, int id, Op op, List<Tensor> inputs, List<TensorSpec> specs, Origin origin) {
    this.graph = graph;
    this.id = id;
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.specs = List.copyOf(specs);
    this.origin = origin;
  }

  /** The graph the node belongs to. */
  public Graph graph() {
    return graph;
  }

  /** The node's position in its graph, from 0. */
  public int id() {
    return id;
  }

  /** What is computed. */
  public Op op() {
    return op;
  }

  /** The operands. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /** The operand at {@code index}. */
  public Tensor input(int index) {
    return inputs.get(index);
  }

  /** Element types and shapes of the outputs. */
  public List<TensorSpec> specs() {
    return specs;
  }

  /** The user's line the node comes from. */
  public Origin origin() {
    return origin;
  }

  /** A handle on the output at {@code index}. */
  public Tensor output(int index) {
    if (index < 0 || index >= specs.size()) {
      throw new IndexOutOfBoundsException(this + " has no output " + index);
    }
    return new Tensor(this, index);
  }

  /** Handles on all outputs. */
  public List<Tensor> outputs() {
    return IntStream.range(0, specs.size()).mapToObj(this::output).toList();
  }

  /** Id, op and origin, such as {@code %7 matmul at Mnist.java:41}. */
  @Override
  public String toString() {
    return "%" + id + " " + op.name() + " at " + origin;
  }
}
