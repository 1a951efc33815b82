package org.gradus.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.View;
import org.gradus.pass.GraphText;
import org.gradus.pass.KernelSupport;
import org.gradus.pass.Passes;
import org.junit.jupiter.api.Test;

/** The whole training step of a small perceptron, as the standard passes leave it. */
class TrainingGraphTest {
  private final Graph graph = new Graph();

  @Test
  void aPerceptronsStepHasNoNodeTooMany() {
    build();
    assertEquals(
        """
        %0 input{x} -> f32[4, 3]  at Mlp.java:1
        %1 input{labels} -> i32[4]  at Mlp.java:1
        %2 read{0.weight} -> f32[5, 3]  at Mlp.java:2
        %3 read{0.bias} -> f32[5]  at Mlp.java:2
        %4 matmul_bias_relu{b^T} %0 %2 %3 -> f32[4, 5]  at Mlp.java:2
        %5 read{2.weight} -> f32[2, 5]  at Mlp.java:3
        %6 read{2.bias} -> f32[2]  at Mlp.java:3
        %7 matmul_bias{b^T} %4 %5 %6 -> f32[4, 2]  at Mlp.java:3
        %8 softmax_cross_entropy{gradientScale=0.25} %7 %1 -> f32[4], f32[4, 2]  at Mlp.java:4
        %9 reduce_sum{[0]} %8.0 -> f32[]  at Mlp.java:4
        %10 constant{0.25} -> f32[]  at Mlp.java:4
        %11 multiply %9 %10 -> f32[]  at Mlp.java:4
        %12 matmul_sums_of_a{a^T} %8.1 %4 -> f32[2, 5], f32[2]  at Mlp.java:3
        %13 matmul_relu_gradient %8.1 %5 %4 -> f32[4, 5]  at Mlp.java:2
        %14 matmul_sums_of_a{a^T} %13 %0 -> f32[5, 3], f32[5]  at Mlp.java:2
        %15 read{rates} -> f32[1]  at Mlp.java:5
        %16 read{step} -> i32[]  at Mlp.java:5
        %17 pack{at=[0, 16, 32, 48]} %14.0 %14.1 %12.0 %12.1 -> f32[64]  at Mlp.java:5
        %18 constant{1.0} -> f32[]  at Mlp.java:5
        %19 all_finite %17 -> u8[]  at Mlp.java:5
        %20 sgd{parameters decay=0.0} %17 %15 %16 %18 %19 -> f32[64]  at Mlp.java:5
        output loss = %11
        """,
        GraphText.of(Passes.standard(graph, KernelSupport.ALL)));
  }

  @Test
  void thePassesAreIdempotent() {
    build();
    Graph once = Passes.standard(graph, KernelSupport.ALL);
    assertSame(once, Passes.standard(once, KernelSupport.ALL));
  }

  @Test
  void twoBuildsGiveTheSameText() {
    build();
    TrainingGraphTest another = new TrainingGraphTest();
    another.build();
    assertEquals(GraphText.of(graph), GraphText.of(another.graph));
  }

  @Test
  void theWatcherSeesTheGraphAfterEachPassThatChangedIt() {
    build();
    List<String> seen = new ArrayList<>();
    Graph result = Passes.standard(graph, KernelSupport.ALL, seen::add);
    assertEquals(
        List.of(
            "graph before the passes",
            "graph after simplify",
            "graph after share",
            "graph after fuse"),
        seen.stream().map(text -> text.lines().findFirst().orElse("")).toList());
    assertEquals("graph after fuse\n" + GraphText.of(result), seen.getLast());
  }

  private void build() {
    Tensor[] data = new Tensor[2];
    line(1, () -> data[0] = graph.input("x", DType.F32, 4, 3));
    line(1, () -> data[1] = graph.input("labels", DType.I32, 4));
    List<Tensor> parameters = new ArrayList<>();
    Tensor hidden = line(2, () -> dense(data[0], "0", 5, parameters).relu());
    Tensor logits = line(3, () -> dense(hidden, "2", 2, parameters));
    Tensor loss = line(4, () -> logits.softmaxCrossEntropy(data[1]).mean());
    List<Tensor> gradients = Gradients.of(loss, parameters);
    line(5, () -> update(gradients));
    graph.output("loss", loss);
  }

  private Tensor dense(Tensor x, String name, int units, List<Tensor> parameters) {
    int inner = x.shape().last();
    Tensor weight = graph.read(declare(name + ".weight", DType.F32, Role.PARAMETER, units, inner));
    Tensor bias = graph.read(declare(name + ".bias", DType.F32, Role.PARAMETER, units));
    parameters.add(weight);
    parameters.add(bias);
    return x.matmul(weight, false, true).add(bias);
  }

  private Tensor update(List<Tensor> gradients) {
    Variable arena = graph.variables().pack();
    Tensor rates = graph.read(declare("rates", DType.F32, Role.TABLE, 1));
    Tensor step = graph.read(declare("step", DType.I32, Role.COUNTER));
    View.Pack pack = new View.Pack(List.of(0, 16, 32, 48), arena.spec().shape().intSize());
    Tensor flat = graph.add(pack, gradients).output(0);
    Update sgd = Update.Optimize.plain(arena.name(), List.of(), new UpdateRule.Sgd(), false, 0);
    Tensor one = graph.constant(1, DType.F32);
    return graph.update(sgd, flat, rates, step, one, flat.allFinite()).output(0);
  }

  private Variable declare(String name, DType dtype, Role role, int... dims) {
    return graph.variables().declare(name, TensorSpec.of(dtype, dims), role, Initial.ZEROS);
  }

  private Tensor line(int number, Supplier<Tensor> build) {
    return graph.at(new Origin("Mlp.java", number), build);
  }
}
