package org.gradus.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.junit.jupiter.api.Test;

/** The bytes that ops have to move, those of a matrix of 64 x 8 being 2048. */
class StepWorkTest {
  private static final int MATRIX = 2048;
  private static final int ROW = 32;
  private static final int COLUMN = 256;

  @Test
  void matricesOfBatchNormAreReadTwice() {
    TensorSpec x = TensorSpec.of(DType.F32, 64, 8);
    TensorSpec each = TensorSpec.of(DType.F32, 8);
    Fused forward = new Fused.BatchNorm(1e-5);
    assertEquals(3 * MATRIX + 4 * ROW, bytes(forward, 0b111, x, each, each));
    assertEquals(MATRIX + 4 * ROW, bytes(forward, 0b110, x, each, each), "without y");
    Fused backward = new Fused.BatchNormGradient(1e-5);
    assertEquals(5 * MATRIX + 5 * ROW, bytes(backward, 0b111, x, each, each, each, x));
    assertEquals(2 * MATRIX + 5 * ROW, bytes(backward, 0b110, x, each, each, each, x));
  }

  @Test
  void rowsAreReadOnce() {
    TensorSpec x = TensorSpec.of(DType.F32, 64, 8);
    TensorSpec each = TensorSpec.of(DType.F32, 8);
    TensorSpec rows = TensorSpec.of(DType.F32, 64);
    TensorSpec labels = TensorSpec.of(DType.I32, 64);
    assertEquals(
        2 * MATRIX + 2 * ROW + 2 * COLUMN, bytes(new Fused.LayerNorm(1e-5), 0b111, x, each, each));
    assertEquals(
        3 * MATRIX + 3 * ROW + 2 * COLUMN,
        bytes(new Fused.LayerNormGradient(), 0b111, x, each, rows, rows, x));
    assertEquals(2 * MATRIX, bytes(new Fused.Softmax(), 1, x));
    assertEquals(2 * MATRIX + 2 * COLUMN, bytes(new Fused.SoftmaxCrossEntropy(1), 0b11, x, labels));
    assertEquals(MATRIX + COLUMN, bytes(new Reduce.ArgMax(1), 1, x));
    assertEquals(
        2 * MATRIX + 4,
        bytes(new Fused.Dropout(0.5, 1, 1), 1, x, TensorSpec.of(DType.I32)),
        "the mask is drawn, and the step is read");
  }

  @Test
  void ofATableOnlyTheRowsThatArriveAreRead() {
    TensorSpec table = TensorSpec.of(DType.F32, 1000, 8);
    TensorSpec indices = TensorSpec.of(DType.I32, 64);
    assertEquals(2 * MATRIX + COLUMN, bytes(new Index.Gather(), 1, table, indices));
  }

  @Test
  void ofChainRulesOnlyWhatTheyNeedIsRead() {
    TensorSpec x = TensorSpec.of(DType.F32, 64, 8);
    assertEquals(3 * MATRIX, bytes(new Elementwise.UnaryGradient(UnaryKind.ABS, 0), 1, x, x));
    assertEquals(2 * MATRIX, bytes(new Elementwise.UnaryGradient(UnaryKind.NEGATE, 0), 1, x, x));
    assertEquals(MATRIX, bytes(new Elementwise.UnaryGradient(UnaryKind.SIGN, 0), 1, x, x));
  }

  @Test
  void onlyProductsAreCountedByOperations() {
    TensorSpec a = TensorSpec.of(DType.F32, 64, 8);
    TensorSpec b = TensorSpec.of(DType.F32, 8, 4);
    StepWork work = work(new Contract.MatMul(false, false), 1, a, b);
    assertEquals(2.0 * 64 * 8 * 4, work.operations());
    assertEquals(MATRIX + 128 + 1024, work.bytes());
    assertEquals(0, work(new Fused.Softmax(), 1, a).operations());
  }

  private static long bytes(Op op, int wanted, TensorSpec... operands) {
    return work(op, wanted, operands).bytes();
  }

  /** The work of the op alone, of whose results the bits of {@code wanted} are read. */
  private static StepWork work(Op op, int wanted, TensorSpec... operands) {
    Graph graph = new Graph();
    List<Tensor> in = new ArrayList<>();
    for (TensorSpec operand : operands) {
      in.add(graph.input("x" + in.size(), operand));
    }
    Node node = graph.add(op, in);
    for (int i = 0; i < node.specs().size(); i++) {
      if ((wanted >> i & 1) == 1) {
        graph.output("y" + i, node.output(i));
      }
    }
    Plan plan = Planner.plan(graph, MemoryModel.BYTES.unshared());
    return StepWork.of(plan.steps().getFirst());
  }
}
