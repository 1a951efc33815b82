package org.gradus.pass;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.Contract.Form;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused.MatMulWith;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.Reduce.Fold;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * An F32 graph in another {@link Precision}, over the same variables and with the same outputs.
 *
 * <p>{@link AutocastRules} says in what each op works. A value is narrow if its op works so and
 * somebody wants it so; what is only wanted in F32, such as the gradient of a weight or logits, is
 * never rounded. Parameters are narrow where something narrow reads them: all of them are cast in
 * one go, once in a run.
 */
public final class Autocast {
  private final Graph source;
  private final DType narrow;
  private final BitSet needed;
  private final BitSet kept = new BitSet(); // nodes whose first result the host reads
  private final BitSet free = new BitSet(); // nodes that are as good in either type
  private final BitSet inNarrow = new BitSet(); // nodes that work in narrow numbers
  private final List<List<Integer>> users = new ArrayList<>(); // by node; one for each use

  private Autocast(Graph source, DType narrow) {
    this.source = source;
    this.narrow = narrow;
    needed = Rewriter.needed(source);
    source.outputs().values().stream()
        .filter(output -> output.index() == 0)
        .forEach(output -> kept.set(output.node().id()));
    source.nodes().forEach(node -> users.add(new ArrayList<>()));
  }

  /** The graph in {@code precision}. */
  public static Graph apply(Graph graph, Precision precision) {
    DType narrow = precision.narrow();
    if (narrow != null) {
      return new Autocast(Share.apply(Simplify.apply(graph)), narrow).run();
    }
    return precision == Precision.TF32 ? Rewriter.rewrite(graph, Autocast::rounded) : graph;
  }

  private static @Nullable List<Tensor> rounded(Node node, List<Tensor> in, Graph target) {
    if (in.isEmpty() || in.getFirst().dtype() != DType.F32) {
      return null;
    }
    Op op = formed(node.op(), Form.TF32);
    return op.equals(node.op()) ? null : target.add(op, in).outputs();
  }

  private static Op formed(Op op, Form form) {
    return switch (op) {
      case MatMul(boolean a, boolean b, Form _) -> new MatMul(a, b, form);
      case MatMulWith(boolean a, boolean b, Form _, var end) -> new MatMulWith(a, b, form, end);
      default -> op;
    };
  }

  private Graph run() {
    for (Node node : source.nodes()) {
      if (needed.get(node.id())) {
        decide(node);
      }
    }
    for (int id = source.nodes().size() - 1; id >= 0; id--) {
      if (inNarrow.get(id) && isWantedInF32(source.nodes().get(id))) {
        inNarrow.clear(id);
      }
    }
    return Rewriter.rewrite(source, source.variables(), this::replace);
  }

  /** Decides by the operands alone. */
  private void decide(Node node) {
    node.inputs().stream().distinct().forEach(in -> users.get(in.node().id()).add(node.id()));
    free.set(node.id(), isFree(node));
    boolean narrows =
        switch (AutocastRules.of(node.op())) {
          case NARROW -> isF32(node.input(0));
          case FOLLOWS, FOLLOWS_IN_MATRICES -> follows(node);
          case READS_EITHER, F32 -> false;
        };
    inNarrow.set(node.id(), narrows && !kept.get(node.id()));
  }

  private boolean isFree(Node node) {
    return switch (node.op()) {
      case Leaf.Constant _ -> isF32(node.output(0));
      case Leaf.Read(String name, var _) ->
          isF32(node.output(0)) && source.variables().get(name).role() == Role.PARAMETER;
      case View.Reshape _, View.Permute _, View.Broadcast _ -> free.get(node.input(0).node().id());
      default -> false;
    };
  }

  private boolean follows(Node node) {
    List<Tensor> matrices =
        IntStream.range(0, node.inputs().size())
            .filter(i -> isMatrix(node, i))
            .mapToObj(node::input)
            .filter(in -> !free.get(in.node().id()))
            .toList();
    return !matrices.isEmpty() && matrices.stream().allMatch(this::isNarrow);
  }

  /** Whether an operand is of those that an op that follows its operands follows. */
  private static boolean isMatrix(Node node, int operand) {
    boolean all = AutocastRules.of(node.op()) != AutocastRules.FOLLOWS_IN_MATRICES;
    return isF32(node.input(operand)) && (all || operand == 0 || operand == 4); // x and dy
  }

  private static boolean isF32(Tensor tensor) {
    return tensor.dtype() == DType.F32;
  }

  /** Whether a value of the source is narrow in the target: of several results the first. */
  private boolean isNarrow(Tensor tensor) {
    return isF32(tensor) && tensor.index() == 0 && inNarrow.get(tensor.node().id());
  }

  /** Whether F32 is what its users want of a node's first result, all that want anything. */
  private boolean isWantedInF32(Node node) {
    boolean wanted = false;
    for (int user : users.get(node.id())) {
      Node by = source.nodes().get(user);
      for (int i = 0; i < by.inputs().size(); i++) {
        DType type = by.input(i).equals(node.output(0)) ? wants(by, i) : null;
        if (type == narrow) {
          return false;
        }
        wanted |= type == DType.F32;
      }
    }
    return wanted;
  }

  /** The type in which an F32 operand of the source is wanted, null if either will do. */
  private @Nullable DType wants(Node node, int operand) {
    boolean narrows = inNarrow.get(node.id());
    return switch (AutocastRules.of(node.op())) {
      case NARROW -> operand < 2 || narrows ? narrow : DType.F32;
      case FOLLOWS -> narrows ? narrow : DType.F32;
      case FOLLOWS_IN_MATRICES -> narrows && isMatrix(node, operand) ? narrow : DType.F32;
      case READS_EITHER -> null;
      case F32 -> DType.F32;
    };
  }

  private List<Tensor> replace(Node node, List<Tensor> operands, Graph target) {
    List<Tensor> in = new ArrayList<>(operands);
    for (int i = 0; i < in.size(); i++) {
      DType wanted = isF32(node.input(i)) ? wants(node, i) : null;
      if (wanted != null) {
        in.set(i, wanted == narrow ? narrowed(in.get(i)) : in.get(i).cast(wanted));
      }
    }
    Op op = node.op();
    if (AutocastRules.of(op) == AutocastRules.NARROW && isF32(node.input(0))) {
      op = formed(op, inNarrow.get(node.id()) ? Form.PLAIN : Form.WIDE);
    } else if (op instanceof Fold fold && isNarrow(node.input(0))) {
      op = new Fold(fold.kind(), fold.axes(), fold.keep(), true);
    }
    return Rewriter.copy(op, in, target);
  }

  /** A value of the target in narrow numbers; of parameters and constants, seen the same way. */
  private Tensor narrowed(Tensor tensor) {
    Graph target = tensor.graph();
    Op op = tensor.node().op();
    return switch (op) {
      case Leaf.Constant(double value, var spec) -> target.constant(value, narrow, spec.shape());
      case Leaf.Read(String name, var _) when tensor.dtype() != narrow ->
          parameter(target, target.variables().get(name));
      case View.Reshape _, View.Permute _, View.Broadcast _ when tensor.dtype() != narrow ->
          narrowed(tensor.node().input(0)).apply(op);
      case Elementwise.Cast(DType to)
          when to == DType.F32 && tensor.node().input(0).dtype() == narrow ->
          tensor.node().input(0);
      default -> tensor.cast(narrow);
    };
  }

  /** A variable in narrow numbers: if it is a window, the same window on the cast arena. */
  private Tensor parameter(Graph target, Variable variable) {
    Variables.Window window = target.variables().window(variable);
    if (window == null) {
      return target.read(variable).cast(narrow);
    }
    int from = window.offset();
    int to = from + variable.spec().shape().intSize();
    return target
        .read(window.arena())
        .cast(narrow)
        .slice(0, from, to)
        .reshape(variable.spec().shape());
  }
}
