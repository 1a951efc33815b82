package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.Contract;
import org.gradus.op.Contract.Form;
import org.gradus.op.DType;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Update;
import org.gradus.pass.Precision;

/**
 * One op on operands of certain sizes.
 *
 * @param family what it is listed under
 * @param op the op; a set of operands has a number, by which updates name their variables
 * @param operands what it is applied to
 * @param detail what its name and shapes do not say, or empty
 */
record KernelCase(String family, IntFunction<Op> op, List<Operand> operands, String detail) {
  KernelCase {
    operands = List.copyOf(operands);
  }

  static KernelCase of(String family, Op op, Operand... operands) {
    return new KernelCase(family, _ -> op, List.of(operands), "");
  }

  /** With more said beside its shapes. */
  KernelCase with(String said) {
    return new KernelCase(family, op, operands, said);
  }

  /** The op's name. */
  String name() {
    return op.apply(0).name();
  }

  /** The element type that its kernel is built for. */
  DType dtype() {
    List<DType> types = operands.stream().map(operand -> operand.spec().dtype()).toList();
    return types.stream().filter(DType::isFloat).findFirst().orElse(types.getFirst());
  }

  /** The element type in words, or {@code tf32} where F32 is rounded to that. */
  String type() {
    boolean rounded = op.apply(0) instanceof Contract.MatMul product && product.form() == Form.TF32;
    return rounded ? Precision.TF32.toString() : dtype().toString();
  }

  /** Whether it is a matrix product, with or without more in its epilogue. */
  boolean isProduct() {
    return op.apply(0) instanceof Contract.MatMul || op.apply(0) instanceof Fused.MatMulWith;
  }

  /** The operands' shapes, such as {@code 32768x1024, 1024}, scalars left out. */
  String shapes() {
    String shapes =
        operands.stream()
            .map(operand -> operand.spec().shape())
            .filter(shape -> shape.rank() > 0)
            .map(shape -> shape.toString().replaceAll("[\\[\\] ]", "").replace(',', 'x'))
            .collect(Collectors.joining(" "));
    return detail.isEmpty() ? shapes : shapes + " " + detail;
  }

  /** What it is listed as: name, shapes and element type. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(name(), shapes(), type());
  }

  /** The name of operand {@code index} of set {@code set}. */
  static String operand(int index, int set) {
    return "x" + index + "." + set;
  }

  /** A graph that applies the op to as many sets of operands, each of its own. */
  Graph graph(int sets) {
    Graph graph = new Graph();
    for (int set = 0; set < sets; set++) {
      append(graph, set);
    }
    return graph;
  }

  private void append(Graph graph, int set) {
    List<Tensor> in = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      in.add(graph.input(operand(i, set), operands.get(i).spec()));
    }
    if (op.apply(set) instanceof Update update) {
      for (String target : Graph.targets(update)) {
        graph.variables().declare(target, operands.get(0).spec(), Role.SLOT, Initial.ZEROS);
      }
      graph.update(update, in.toArray(Tensor[]::new));
      return;
    }
    Node node = graph.add(op.apply(set), in);
    for (int i = 0; i < node.specs().size(); i++) {
      graph.output("y" + i + "." + set, node.output(i));
    }
  }
}
