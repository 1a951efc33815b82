package org.gradus.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gradus.pass.Operations;
import org.junit.jupiter.api.Test;

final class OperationsTest {
  private static final List<KernelCase> CASES = KernelCases.all(1 << 20, true);

  private static KernelCase first(String op) {
    return KernelCases.named(op, CASES).getFirst();
  }

  /** Operations for each element of the first operand. */
  private static double perElement(String op) {
    KernelCase one = first(op);
    return Operations.of(one.graph(1)) / one.operands().getFirst().spec().shape().size();
  }

  @Test
  void elementsAreCounted() {
    Map<String, Double> expected = new LinkedHashMap<>();
    List.of("relu", "add", "reduce_sum").forEach(op -> expected.put(op, 1.0));
    List.of("cast", "permute", "gather").forEach(op -> expected.put(op, 0.0));
    List.of("dropout", "bias_relu").forEach(op -> expected.put(op, 2.0));
    expected.put("sgd", 5.0);
    expected.put("adam", 17.0);
    expected.forEach((op, count) -> assertEquals(count, perElement(op), op));
  }

  @Test
  void aSoftmaxIsTakenApart() {
    // Largest, subtract, exponential and sum of each element, and one division or product more.
    assertEquals(5, perElement("softmax"), 0.1);
  }

  @Test
  void aProductCountsTwoForEachStepOfItsInnerLoop() {
    KernelCase one = first("matmul");
    double n = one.operands().getFirst().spec().shape().dim(0);
    assertEquals(2 * n * n * n, Operations.of(one.graph(1)));
  }

  @Test
  void everyCaseHasACountAndOnlyMovesHaveNone() {
    Set<String> without =
        CASES.stream()
            .filter(one -> Operations.of(one.graph(1)) == 0)
            .filter(one -> !one.name().equals("sign_gradient")) // zeros, whatever comes in
            .map(KernelCase::family)
            .collect(Collectors.toSet());
    assertTrue(Set.of("copy", "cast", "index", "update").containsAll(without), without.toString());
  }

  @Test
  void unknownFamiliesAreToldWithThoseThereAre() {
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class, () -> KernelCases.ofFamilies(Set.of("norms"), CASES));
    assertTrue(
        String.valueOf(unknown.getMessage()).startsWith("unknown family 'norms'; there are bias, "),
        unknown.getMessage());
    assertEquals(
        Set.of("norm"),
        KernelCases.ofFamilies(Set.of("norm"), CASES).stream()
            .map(KernelCase::family)
            .collect(Collectors.toSet()));
  }
}
