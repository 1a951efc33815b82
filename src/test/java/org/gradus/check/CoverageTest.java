package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.BinaryKind;
import org.gradus.op.Elementwise.CompareKind;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Reduce.FoldKind;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.api.Test;

/** The catalogue leaves nothing out, the quick part of it included. */
class CoverageTest {
  private static final List<OpCase> CASES = OpCases.quick(1);

  @Test
  void everyLeafOfTheSealedFamilyHasACase() {
    assertEquals(Set.of(), missing(leaves(Op.class), op -> Stream.of(op.getClass())));
  }

  @Test
  void everyFunctionOfOneVariableAndItsChainRule() {
    assertEquals(
        Set.of(),
        missing(
            List.of(UnaryKind.values()),
            op -> op instanceof Elementwise.Unary unary ? Stream.of(unary.kind()) : Stream.of()));
    assertEquals(
        Set.of(),
        missing(
            List.of(UnaryKind.values()),
            op ->
                op instanceof Elementwise.UnaryGradient gradient
                    ? Stream.of(gradient.kind())
                    : Stream.of()));
  }

  @Test
  void everyFunctionOfTwoVariables() {
    assertEquals(
        Set.of(),
        missing(
            List.of(BinaryKind.values()),
            op -> op instanceof Elementwise.Binary b ? Stream.of(b.kind()) : Stream.of()));
  }

  @Test
  void everyComparison() {
    assertEquals(
        Set.of(),
        missing(
            List.of(CompareKind.values()),
            op -> op instanceof Elementwise.Compare c ? Stream.of(c.kind()) : Stream.of()));
  }

  @Test
  void everyFold() {
    assertEquals(
        Set.of(),
        missing(
            List.of(FoldKind.values()),
            op -> op instanceof Reduce.Fold f ? Stream.of(f.kind()) : Stream.of()));
  }

  @Test
  void everyCastAndEveryTransposition() {
    List<MatMul> products = new ArrayList<>();
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        products.add(new MatMul(a, b));
      }
    }
    assertEquals(Set.of(), missing(products, Stream::of));
    assertEquals(
        Set.of(),
        missing(
            List.of(DType.values()),
            op -> op instanceof Elementwise.Cast cast ? Stream.of(cast.dtype()) : Stream.of()));
  }

  @Test
  void namesAreUnique() {
    List<String> names = OpCases.all(1).stream().map(OpCase::name).toList();
    List<String> twice = new ArrayList<>(names);
    new TreeSet<>(names).forEach(twice::remove);
    assertEquals(List.of(), twice);
  }

  /** What of {@code wanted} no case's op has. */
  private static Set<String> missing(List<?> wanted, Function<Op, Stream<?>> has) {
    Set<Object> found = CASES.stream().map(OpCase::op).flatMap(has).collect(Collectors.toSet());
    return wanted.stream()
        .filter(one -> !found.contains(one))
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(t -> leaves(t).stream()).toList()
        : List.of(type);
  }
}
