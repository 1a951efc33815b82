package org.gradus.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Update;
import org.jspecify.annotations.Nullable;

/**
 * An op on operands of certain shapes and domains; the unit that every check works on.
 *
 * @param name unique in the catalogue: the op and its operands
 * @param op the op that is covered
 * @param operands what it is applied to
 * @param build appends the op to a graph; returns the tensors that are checked, while the variables
 *     that updates write are checked by themselves
 * @param reduction the longest sum behind one element, 1 for elementwise ops
 * @param scale what an element's error is measured against
 * @param traits what sets the case apart
 * @param formula the results in plain double arithmetic, where the case brings them
 */
public record OpCase(
    String name,
    Op op,
    List<OperandSpec> operands,
    Build build,
    int reduction,
    Scale scale,
    Set<Trait> traits,
    @Nullable Formula formula) {

  /** Appends the case to a graph. */
  @FunctionalInterface
  public interface Build {
    /** The tensors to check, made of {@code operands}. */
    List<Tensor> apply(Graph graph, List<Tensor> operands);
  }

  /** Computes the results, first those of the graph and then the variables', by hand. */
  @FunctionalInterface
  public interface Formula {
    /** The results for these operands. */
    List<double[]> apply(List<double[]> operands);
  }

  /** What an element's error is measured against; {@code docs/numerics.md} says when which. */
  public enum Scale {
    /** The element itself. */
    RESULT,
    /** The largest element of the tensor, at least 1. */
    LARGEST,
    /**
     * The element that the case gives for the magnitudes of its operands, before any activation: a
     * sum of magnitudes, which grows with its length by itself.
     */
    MAGNITUDES
  }

  /** What sets a case apart. */
  public enum Trait {
    /** Too big for the quick run. */
    FULL_ONLY,
    /** Its element types are part of what it checks, so it is run in no other. */
    FIXED_TYPES,
    /** Its results are whole numbers or moved elements: no error at all is allowed. */
    EXACT,
    /** Its gradient has jumps too near the operands, or is of no op's making. */
    NO_GRADIENT,
    /**
     * A difference of terms that share a factor, so that an infinite one leaves infinity or NaN by
     * the order of evaluation: they need only not be finite alike.
     */
    ANY_NON_FINITE
  }

  /** Keeps unmodifiable copies. */
  public OpCase {
    operands = List.copyOf(operands);
    traits = Set.copyOf(traits);
  }

  /** An op applied to its operands, with all its outputs checked. */
  static OpCase of(Op op, OperandSpec... operands) {
    Build build = (graph, in) -> graph.add(op, in).outputs();
    if (op instanceof Update update) {
      build =
          (graph, in) -> {
            long targets = Graph.targets(update).size();
            graph.update(update, in.stream().skip(targets).toArray(Tensor[]::new));
            return List.of();
          };
    }
    return of(op, build, operands);
  }

  /** An op within a small graph. */
  static OpCase of(Op op, Build build, OperandSpec... operands) {
    List<OperandSpec> specs = List.of(operands);
    String shapes =
        specs.stream().map(o -> o.spec().shape().toString()).collect(Collectors.joining(" "));
    return new OpCase(
        (op.name() + " " + shapes).strip(), op, specs, build, 1, Scale.RESULT, Set.of(), null);
  }

  /**
   * An op applied to all but the first along the first axis of its operands, which so lie where no
   * vector of elements begins.
   */
  static OpCase ofSlices(Op op, OperandSpec... operands) {
    Build build =
        (graph, in) -> {
          List<Tensor> slices =
              in.stream().map(each -> each.slice(0, 1, each.shape().dim(0))).toList();
          return graph.add(op, slices).outputs();
        };
    return of(op, build, operands).named("of slices");
  }

  /** With more said in the name, after the op. */
  OpCase named(String detail) {
    String rest = name.substring(op.name().length());
    String changed = op.name() + " " + detail + rest;
    return new OpCase(changed, op, operands, build, reduction, scale, traits, formula);
  }

  /** With sums of {@code length} terms behind each element. */
  OpCase sums(int length, Scale measure) {
    return new OpCase(name, op, operands, build, length, measure, traits, formula);
  }

  /** With a trait. */
  OpCase with(Trait trait) {
    EnumSet<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new OpCase(name, op, operands, build, reduction, scale, more, formula);
  }

  /** With its results in plain double arithmetic. */
  OpCase equalTo(Formula expected) {
    return new OpCase(name, op, operands, build, reduction, scale, traits, expected);
  }

  /** The same without functions at its end, whose slopes are at most about 1. */
  OpCase withoutActivation() {
    return op instanceof Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end)
        ? of(
            new Fused.MatMulWith(a, b, form, end.withoutFunctions()),
            operands.toArray(OperandSpec[]::new))
        : this;
  }

  /** Whether it has that trait. */
  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** The number of elements of all operands. */
  long elements() {
    return operands.stream().mapToLong(operand -> operand.spec().shape().size()).sum();
  }

  @Override
  public String toString() {
    return name;
  }
}
