package org.gradus.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.fixtures.Fixture;
import org.gradus.grad.Gradients;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.nn.Layer;
import org.gradus.nn.Mode;
import org.gradus.nn.Scope;
import org.gradus.op.DType;
import org.gradus.op.Leaf;
import org.gradus.op.TensorSpec;
import org.gradus.pass.Retype;

/**
 * One case of PyTorch's fixtures: a value y of x and of parameters, and the gradients of sum(y dy).
 */
final class TorchCase {
  private static final long SEED = 1;

  private final Fixture fixture;
  private final Graph graph = new Graph();
  private final Map<String, HostTensor> values = new LinkedHashMap<>();
  private final Map<String, double[]> expected = new LinkedHashMap<>();

  TorchCase(Fixture fixture) {
    this.fixture = fixture;
  }

  /** The F32 input of that name. */
  Tensor input(String name) {
    return input(name, DType.F32);
  }

  /** The input of that name. */
  Tensor input(String name, DType dtype) {
    TensorSpec spec = TensorSpec.of(dtype, fixture.values(name).shape());
    values.put(name, HostTensor.allocate(spec).fill(fixture.values(name).data()));
    return graph.input(name, spec);
  }

  /** Writes a layer over input x, as in training; its parameters have the fixture's names. */
  TorchCase layer(Layer layer) {
    Tensor x = input("x");
    Tensor y = layer.apply(new Scope(graph, Mode.TRAIN, SEED), x);
    for (Variable parameter : graph.variables().role(Role.PARAMETER)) {
      double[] data = fixture.values(parameter.name()).data();
      values.put(parameter.name(), HostTensor.allocate(parameter.spec()).fill(data));
    }
    return of(y, x);
  }

  /** Expects y, and the gradients of x and of all parameters. */
  TorchCase of(Tensor y, Tensor x) {
    expect("y", y);
    Map<String, Tensor> leaves = new LinkedHashMap<>(Map.of("x", x));
    for (Variable parameter : graph.variables().role(Role.PARAMETER)) {
      leaves.put(parameter.name(), graph.read(parameter));
    }
    Tensor loss = y.multiply(input("dy")).sum();
    List<Tensor> gradients = Gradients.of(loss, List.copyOf(leaves.values()));
    int i = 0;
    for (String name : leaves.keySet()) {
      expect("d" + name, gradients.get(i++));
    }
    return this;
  }

  private void expect(String name, Tensor tensor) {
    graph.output(name, tensor);
    expected.put(name, fixture.values(name).data());
  }

  /** What differs when {@code device} computes it in {@code dtype}: a line for each result. */
  List<String> faults(Device device, DType dtype) {
    Graph typed = dtype == DType.F32 ? graph : Retype.apply(graph, DType.F32, dtype);
    List<String> faults = new ArrayList<>();
    try (VariableStore store = device.allocate(typed.variables());
        Executable executable = device.compile(typed, store)) {
      Map<String, HostTensor> given = Values.retyped(values, DType.F32, dtype);
      Map<String, HostTensor> actual = Runs.run(executable, store, given);
      expected.forEach((name, value) -> compare(name, value, actual, dtype, faults));
    }
    return faults;
  }

  private void compare(
      String name,
      double[] values,
      Map<String, HostTensor> results,
      DType dtype,
      List<String> faults) {
    HostTensor actual = Runs.get(results, name);
    double largest = Math.max(1, Arrays.stream(values).map(Math::abs).max().orElse(0));
    double bound = Tolerance.of(dtype, length()).times(ops()).bound(largest, largest);
    for (int i = 0; i < values.length; i++) {
      double error = Math.abs(values[i] - actual.get(i));
      if (!(error <= bound)) {
        faults.add(
            "%s %s in %s: %s[%d] is %s, not %s (off by %.3g, bound %.3g)"
                .formatted(
                    fixture.text("name"),
                    fixture.has("settings") ? settings() : "",
                    dtype,
                    name,
                    i,
                    actual.get(i),
                    values[i],
                    error,
                    bound));
        return;
      }
    }
  }

  private String settings() {
    Fixture settings = fixture.object("settings");
    return settings.names().stream().map(n -> n + "=" + settings.text(n)).toList().toString();
  }

  /** The longest sum there can be: over all that comes in. */
  private int length() {
    return Runs.get(values, "x").size();
  }

  private int ops() {
    long ops = graph.nodes().stream().filter(node -> !(node.op() instanceof Leaf)).count();
    return Math.max(1, (int) ops);
  }
}
