package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.op.Update;
import org.gradus.op.UpdateRule;
import org.gradus.op.View;
import org.gradus.random.RandomStream;

/**
 * A random graph over variables and an input, of ops that keep values small, so that an element
 * that lies where it should not is seen in the outputs.
 */
public final class RandomGraph {
  private static final int SIDE = 8;
  private static final int VARIABLES = 4;
  private static final UnaryKind[] SMALL = {
    UnaryKind.TANH, UnaryKind.SIGMOID, UnaryKind.SIN, UnaryKind.RELU, UnaryKind.NEGATE
  };

  private final RandomStream random;
  private final Graph graph;
  private final List<Tensor> squares = new ArrayList<>();

  private RandomGraph(long seed, Variables variables) {
    random = new RandomStream(seed, 1);
    graph = new Graph(variables);
  }

  /** Variables for {@link #build}: two parameters in an arena, and two that stand alone. */
  public static Variables variables() {
    Variables variables = new Variables();
    for (int i = 0; i < VARIABLES; i++) {
      Role role = i < 2 ? Role.PARAMETER : Role.STATISTIC;
      TensorSpec spec = TensorSpec.of(DType.F32, SIDE, SIDE);
      Initial initial =
          (variable, seed, values) -> {
            RandomStream numbers = new RandomStream(seed, variable.name().hashCode());
            for (int j = 0; j < values.length; j++) {
              values[j] = numbers.nextUniform(-1, 1);
            }
          };
      variables.declare("v" + i, spec, role, initial);
    }
    variables.pack();
    return variables;
  }

  /** A graph that is the same for the same seed, with its updates or without. */
  public static Graph build(long seed, Variables variables, boolean updates) {
    RandomGraph made = new RandomGraph(seed, variables);
    made.grow();
    made.finish(updates);
    return made.graph;
  }

  private void grow() {
    squares.add(graph.input("x", DType.F32, SIDE, SIDE));
    for (int i = 0; i < VARIABLES; i++) {
      squares.add(graph.read(graph.variables().get("v" + i)));
    }
    int count = 5 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      squares.add(next(pick(), pick()));
    }
  }

  private Tensor pick() {
    // Now and then an old value, so that lives overlap.
    int back = random.nextInt(4) == 0 ? squares.size() : Math.min(5, squares.size());
    return squares.get(squares.size() - 1 - random.nextInt(back));
  }

  private Tensor next(Tensor a, Tensor b) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> a.unary(SMALL[random.nextInt(SMALL.length)]);
      case 3 -> a.add(b).multiply(0.5);
      case 4 -> a.multiply(b).tanh();
      case 5 -> a.subtract(b.slice(0, 3, 4)).tanh();
      case 6 -> a.matmul(b, random.nextInt(2) == 0, random.nextInt(2) == 0).tanh();
      case 7 -> a.transpose();
      case 8 -> Tensor.concat(0, List.of(a.slice(0, 2, 5), b.slice(0, 0, 5)));
      case 9 ->
          a.reshape(4, 16)
              .slice(1, 0, 8)
              .reshape(32)
              .broadcast(Shape.of(2, 32))
              .reshape(SIDE, SIDE);
      case 10 -> a.sum(0).tanh().add(b).multiply(0.5);
      case 11 -> a.dropout(0.25, 5, random.nextInt(100), graph.constant(2, DType.I32));
      case 12 -> a.apply(new Fused.BiasActivation(new Unary(UnaryKind.TANH)), b.sum(1));
      case 13 -> packed(a, b);
      case 14 -> normalized(a, b);
      default -> a.greater(b).select(a, b);
    };
  }

  /** Half of each, computed in place where that may be. */
  private Tensor packed(Tensor a, Tensor b) {
    Tensor first = a.slice(0, 0, 4).tanh();
    Tensor second = random.nextInt(2) == 0 ? b.slice(0, 4, 7) : b.slice(0, 4, 7).sigmoid();
    List<Tensor> parts = List.of(first.reshape(-1), second);
    List<Integer> offsets = List.of(0, 36);
    Tensor pack = graph.add(new View.Pack(offsets, SIDE * SIDE), parts).output(0);
    Tensor after = first.sigmoid(); // the last use of what lies in the pack
    squares.add(Tensor.concat(0, List.of(after, after)));
    return pack.reshape(SIDE, SIDE);
  }

  private Tensor normalized(Tensor a, Tensor b) {
    Node norm = graph.add(new Fused.BatchNorm(0.1), List.of(a, b.sum(0), b.sum(1)));
    Tensor statistic = norm.output(1 + random.nextInt(2));
    squares.add(b.add(statistic).tanh());
    return norm.output(0).tanh();
  }

  private void finish(boolean updates) {
    for (int i = 0; i < 3; i++) {
      graph.output("out" + i, pick());
    }
    graph.output("last", squares.getLast());
    for (int i = 2; i < VARIABLES; i++) {
      Tensor value = pick();
      graph.output("new v" + i, value);
      if (updates) {
        graph.update(new Update.Assign("v" + i), value, graph.constant(1, DType.U8));
      }
    }
    arena(updates);
  }

  private void arena(boolean updates) {
    Variable parameters = graph.variables().pack();
    int length = parameters.spec().shape().intSize();
    Tensor gradient =
        graph
            .add(
                new View.Pack(List.of(0, SIDE * SIDE), length),
                List.of(pick().tanh(), pick().reshape(-1)))
            .output(0);
    graph.output("gradient", gradient);
    if (updates) {
      graph.update(
          Update.Optimize.plain(parameters.name(), List.of(), new UpdateRule.Sgd(), false, 0),
          gradient,
          graph.constant(0.5, DType.F32, 3),
          graph.constant(0, DType.I32),
          graph.constant(1, DType.F32),
          graph.constant(1, DType.U8));
    }
  }
}
