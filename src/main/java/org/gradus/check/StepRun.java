package org.gradus.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Op;
import org.gradus.op.Update;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/** One op on operands like a step's, ready to run in F64. */
final class StepRun implements AutoCloseable {
  private static final List<DType> NARROW = List.of(DType.F32, DType.BF16, DType.F16);

  private final Op op;
  private final VariableStore store;
  private final Executable executable;

  StepRun(Step step, Op op, Device reference) {
    this.op = op;
    Graph graph = graph(step, op);
    for (DType dtype : NARROW) {
      graph = Retype.apply(graph, dtype, DType.F64);
    }
    Plan plan = Runs.plan(reference, graph, reference.capabilities().memory());
    store = reference.allocate(plan.variables());
    executable = reference.load(plan, store);
  }

  private static Graph graph(Step step, Op op) {
    Graph graph = new Graph();
    List<Tensor> operands = new ArrayList<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      operands.add(graph.input(CaseGraph.name(i), step.input(i).spec()));
    }
    if (op instanceof Update update) {
      List<String> targets = Graph.targets(update);
      for (int i = 0; i < targets.size(); i++) {
        graph.variables().declare(targets.get(i), step.output(i).spec(), Role.SLOT, Initial.ZEROS);
      }
      graph.update(update, operands.toArray(Tensor[]::new));
      return graph;
    }
    Node node = graph.add(op, operands);
    for (int i = 0; i < step.outputs().size(); i++) {
      if (step.output(i).isPresent()) {
        graph.output(CaseGraph.result(i), node.output(i));
      }
    }
    return graph;
  }

  /** The results that somebody reads, for operands of any float types. */
  List<HostTensor> run(List<HostTensor> operands, List<@Nullable HostTensor> old) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      values.put(CaseGraph.name(i), operands.get(i));
    }
    if (op instanceof Update update) {
      List<String> targets = Graph.targets(update);
      for (int i = 0; i < targets.size(); i++) {
        HostTensor value = old.get(i);
        if (value != null) {
          values.put(targets.get(i), value);
        }
      }
    }
    return List.copyOf(Runs.run(executable, store, Values.widened(values)).values());
  }

  @Override
  public void close() {
    executable.close();
    store.close();
  }
}
