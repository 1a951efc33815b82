package org.gradus.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static List<String> ops(Plan plan) {
    return plan.steps().stream().map(step -> step.op().name()).toList();
  }

  @Test
  void elementwiseChainRunsInPlace() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 8, 16);
    graph.output("y", x.exp().tanh().relu().matmul(graph.input("w", DType.F32, 16, 4)));
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertEquals(List.of("exp", "tanh", "relu", "matmul"), ops(plan));
    assertEquals(plan.steps().get(0).output(0), plan.steps().get(2).output(0));
    // x, w, the chain's one buffer and y, each aligned to 256 bytes
    assertEquals(512 + 256 + 512 + 256, plan.scratchBytes());
    Plan unshared = Planner.plan(graph, MemoryModel.BYTES.unshared());
    assertEquals(512 + 256 + 3 * 512 + 256, unshared.scratchBytes());
  }

  @Test
  void inputsAndKeptValuesAreNeverOverwritten() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 64);
    Tensor once = x.exp();
    graph.output("once", once);
    graph.output("twice", once.exp());
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    long distinct =
        List.of(plan.input("x"), plan.output("once"), plan.output("twice")).stream()
            .map(Buffer::storage)
            .distinct()
            .count();
    assertEquals(3, distinct);
  }

  @Test
  void operandSeenInAnotherShapeIsNotOverwritten() {
    Graph graph = new Graph();
    Tensor a = graph.input("x", DType.F32, 4).exp();
    graph.output("y", a.add(a.slice(0, 0, 1)));
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    Step add = plan.steps().getLast();
    assertFalse(add.output(0).storage().equals(add.input(0).storage()));
  }

  @Test
  void reshapesAndContiguousSlicesCostNothing() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 6, 4);
    graph.output("rows", x.slice(0, 2, 5).reshape(12).exp());
    graph.output("columns", x.slice(1, 0, 2).exp());
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertEquals(List.of("exp", "slice", "exp"), ops(plan));
    Storage.Scratch whole = (Storage.Scratch) plan.input("x").storage();
    Storage.Scratch rows = (Storage.Scratch) plan.steps().getFirst().input(0).storage();
    assertEquals(2 * 4 * 4, rows.offset() - whole.offset());
  }

  @Test
  void packedValuesAreComputedInPlace() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 4, 4);
    Tensor product = x.matmul(x);
    Tensor row = x.sum(0);
    Tensor flat =
        graph.add(new View.Pack(List.of(0, 16), 32), List.of(product.reshape(16), row)).output(0);
    graph.output("flat", flat);
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    Storage.Scratch pack = (Storage.Scratch) plan.output("flat").storage();
    Step packing = plan.steps().getLast();
    assertEquals(pack, packing.input(0).storage());
    assertEquals(new Storage.Scratch(0, pack.offset() + 64), packing.input(1).storage());
  }

  @Test
  void updatesWaitForEveryReaderOfTheOldValue() {
    Variables variables = new Variables();
    Variable w = variables.declare("w", TensorSpec.of(DType.F32, 8), Role.PARAMETER, Initial.ZEROS);
    Graph graph = new Graph(variables);
    Tensor read = graph.read(w);
    Tensor ok = graph.constant(1, DType.U8);
    graph.update(new Update.Assign("w"), read.add(1), ok);
    graph.output("old", read.exp());
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertEquals(List.of("add", "exp", "assign"), ops(plan));
  }

  @Test
  void oldValuesThatAreOutputsAreCopiedFirst() {
    Variables variables = new Variables();
    TensorSpec spec = TensorSpec.of(DType.F32, 8);
    Variable a = variables.declare("a", spec, Role.STATISTIC, Initial.ZEROS);
    Variable b = variables.declare("b", spec, Role.STATISTIC, Initial.ZEROS);
    Graph graph = new Graph(variables);
    Tensor ok = graph.constant(1, DType.U8);
    graph.update(new Update.Assign("a"), graph.read(b), ok);
    graph.update(new Update.Assign("b"), graph.read(a), ok);
    graph.output("a", graph.read(a));
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertEquals(List.of("broadcast", "broadcast", "assign", "assign"), ops(plan));
    assertInstanceOf(Storage.Scratch.class, plan.output("a").storage());
    plan.steps().stream()
        .filter(step -> step.op() instanceof Update.Assign)
        .forEach(step -> assertInstanceOf(Storage.Scratch.class, step.input(0).storage()));
  }

  @Test
  void parametersLieInTheirArena() {
    Variables variables = new Variables();
    Variable first =
        variables.declare("0.bias", TensorSpec.of(DType.F32, 10), Role.PARAMETER, Initial.ZEROS);
    Variable second =
        variables.declare("1.bias", TensorSpec.of(DType.F32, 3), Role.PARAMETER, Initial.ZEROS);
    Variable arena = variables.pack();
    assertEquals(TensorSpec.of(DType.F32, 32), arena.spec());
    Graph graph = new Graph(variables);
    graph.output("y", graph.read(second).exp().sum().add(graph.read(first).sum()));
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertEquals(new Storage.State(arena, 64), plan.steps().getFirst().input(0).storage());
  }

  @Test
  void valuesNobodyReadsAreAbsent() {
    Graph graph = new Graph();
    Tensor logits = graph.input("logits", DType.F32, 4, 3);
    graph.output("loss", logits.softmaxCrossEntropy(graph.input("labels", DType.I32, 4)));
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    assertTrue(plan.steps().getFirst().output(0).isPresent());
    assertFalse(plan.steps().getFirst().output(1).isPresent());
  }

  @Test
  void everyTypeHasItsPoolWhereArraysNeedIt() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 16);
    graph.output("positive", x.greater(graph.constant(0, DType.F32)));
    Plan plan = Planner.plan(graph, MemoryModel.ARRAYS);
    assertEquals(128, plan.poolBytes().get(DType.F32.ordinal()));
    assertEquals(64, plan.poolBytes().get(DType.U8.ordinal()));
  }

  @Test
  void unknownNamesListTheKnown() {
    Graph graph = new Graph();
    graph.output("y", graph.input("x", DType.F32, 2).exp());
    Plan plan = Planner.plan(graph, MemoryModel.BYTES);
    String message =
        assertThrows(IllegalArgumentException.class, () -> plan.input("z")).getMessage();
    assertEquals("there is no input 'z', only [x]", message);
  }
}
