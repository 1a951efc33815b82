package org.gradus.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Binary;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.Cast;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/** A matrix product of a graph and the nodes after it that can be parts of its end. */
final class ProductChain {
  /** An operand of the fused op: a tensor of the graph in the shape that the op wants. */
  record Operand(Tensor tensor, Shape shape) {}

  private final MatMul product;
  private final Shape shape; // of the product
  private final Users users;
  private final KernelSupport support;
  private final Set<Node> taken;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Operand> operands = new ArrayList<>();
  private Epilogue epilogue = Epilogue.NONE;
  private @Nullable Tensor kept;
  private Tensor value; // of the last node

  /**
   * The longest chain that begins with {@code node}.
   *
   * @param taken nodes of other chains
   */
  ProductChain(Node node, MatMul product, Users users, KernelSupport support, Set<Node> taken) {
    this.product = product;
    this.users = users;
    this.support = support;
    this.taken = taken;
    value = node.output(0);
    shape = value.shape();
    nodes.add(node);
    node.inputs().forEach(input -> operands.add(new Operand(input, input.shape())));
    while (grow()) {}
    while (nodes.getLast().op() instanceof View.Reshape) {
      nodes.removeLast(); // led to nothing
    }
  }

  /** The nodes, the product first. */
  List<Node> nodes() {
    return nodes;
  }

  /** The operands of {@link #op}. */
  List<Operand> operands() {
    return operands;
  }

  /** What computes all of the chain. */
  MatMulWith op() {
    return with(epilogue);
  }

  /** The value that others use too and that is another result of the op, if there is one. */
  @Nullable Tensor kept() {
    return kept;
  }

  private MatMulWith with(Epilogue end) {
    return new MatMulWith(product.transposeA(), product.transposeB(), product.form(), end);
  }

  private boolean grow() {
    Node next = users.only(value);
    if (next == null) {
      return growWithKeep();
    }
    return switch (next.op()) {
      case View.Reshape _ -> follow(next);
      case Binary(BinaryKind kind) when kind == BinaryKind.ADD -> add(next);
      case Unary function when function.kind().isActivation() ->
          take(next, null, new Part.Activation(function));
      case UnaryGradient rule when rule.kind().isActivation() && next.input(1).equals(value) ->
          take(next, new Operand(next.input(0), shape), new Part.ChainRule(rule));
      case Cast(DType to) when isForProducts(to) && isForProducts(value.dtype()) ->
          take(next, null, new Part.Cast(to));
      default -> false;
    };
  }

  private static boolean isForProducts(DType dtype) {
    return dtype == DType.F32 || dtype == DType.BF16 || dtype == DType.F16;
  }

  private boolean follow(Node next) {
    if (taken.contains(next)) {
      return false;
    }
    nodes.add(next);
    value = next.output(0);
    return true;
  }

  /** A bias, or what is of the product's own shape. */
  private boolean add(Node sum) {
    Tensor other = sum.input(sum.input(0).equals(value) ? 1 : 0);
    int n = shape.last();
    if (other.shape().equals(Shape.of(n))
        && value.shape().rank() > 1
        && value.shape().last() == n) {
      return take(sum, new Operand(other, other.shape()), new Part.Bias());
    }
    return other.shape().equals(value.shape())
        && !other.equals(kept)
        && take(sum, new Operand(other, shape), new Part.Add());
  }

  /** The activation of a value that others use too, if all of these come later. */
  private boolean growWithKeep() {
    List<Node> all = users.of(value);
    for (Node next : all) {
      if (next.op() instanceof Unary function && function.kind().isActivation()) {
        Tensor before = value;
        boolean first = all.stream().allMatch(user -> user == next || user.id() > next.id());
        if (first && take(next, null, new Part.Keep(), new Part.Activation(function))) {
          kept = before;
          return true;
        }
        return false;
      }
    }
    return false;
  }

  /** Makes {@code next} a part, if it may be one and there is a kernel for it. */
  private boolean take(Node next, @Nullable Operand operand, Part... parts) {
    if (taken.contains(next) || !epilogue.takes(parts) || isTooLate(next)) {
      return false;
    }
    List<TensorSpec> specs = new ArrayList<>();
    operands.forEach(each -> specs.add(new TensorSpec(each.tensor.dtype(), each.shape)));
    if (operand != null) {
      specs.add(new TensorSpec(operand.tensor.dtype(), operand.shape));
    }
    Epilogue longer = epilogue.with(parts);
    if (!support.supports(with(longer), specs)) {
      return false;
    }
    epilogue = longer;
    if (operand != null) {
      operands.add(operand);
    }
    nodes.add(next);
    value = next.output(0);
    return true;
  }

  /** Whether a user of the value that is kept comes before the chain would be computed. */
  private boolean isTooLate(Node next) {
    Tensor before = kept;
    return before != null
        && users.of(before).stream()
            .anyMatch(user -> !nodes.contains(user) && user.id() < next.id());
  }
}
