package org.gradus.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.gradus.check.OpCase.Scale;
import org.gradus.cpu.CustomKernel;
import org.gradus.cpu.Operand;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.HostTensor;
import org.gradus.grad.CustomGradient;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.op.Contract.MatMul;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.plan.Buffer;
import org.gradus.plan.Storage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is wrong is found: every check fails on a fault of its kind. */
class PlantedFaultsTest {
  private static final long SEED = 7;
  private static final Device CPU = Devices.open("cpu");
  private static final OpCase TANH = OpCase.of(new Unary(UnaryKind.TANH), OperandSpec.of(7, 31));

  @AfterAll
  static void close() {
    CPU.close();
  }

  @Test
  void aGradientThatIsOffByOneInAMillionFails() {
    OpCase right = OpCase.of(new Custom(new Square(1)), OperandSpec.of(31));
    OpCase wrong = OpCase.of(new Custom(new Square(1 + 1e-6)), OperandSpec.of(31));
    GradientCheck check = new GradientCheck(CPU, 2);
    assertTrue(check.check(right, SEED, 1).passed());
    Verdict verdict = check.check(wrong, SEED, 1);
    assertFalse(verdict.passed());
    String message = verdict.message();
    assertTrue(message.startsWith("square [31]: the gradient of x0"), message);
    assertTrue(message.contains("central differences say"), message);
    assertTrue(message.endsWith("seed 7"), message);
  }

  @Test
  void aKinkWithinReachFails() {
    OpCase near =
        OpCase.of(
            new Unary(UnaryKind.RELU),
            OperandSpec.of(Domain.constant(1.5 * GradientCheck.STEP), 5));
    Verdict verdict = new GradientCheck(CPU, 0).check(near, SEED, 1);
    assertFalse(verdict.passed());
    assertTrue(verdict.message().endsWith("too near a kink to tell"), verdict.message());
  }

  @Test
  void oneElementThatIsOffFails() {
    for (OpCase one :
        List.of(
            TANH,
            OpCase.of(new MatMul(false, false), OperandSpec.of(7, 31), OperandSpec.of(31, 5))
                .sums(31, Scale.MAGNITUDES))) {
      EquivalenceCheck sound = new EquivalenceCheck(CPU, CPU);
      assertTrue(sound.check(one, DType.F32, SEED).passed());
      Device faulty = new FaultyDevice(CPU, (run, _) -> FaultyDevice.scale(run, 1 + 0x1p-14));
      Verdict verdict = new EquivalenceCheck(faulty, CPU).check(one, DType.F32, SEED);
      assertFalse(verdict.passed(), one.name());
      assertTrue(verdict.message().contains("in f32, seed 7: y0["), verdict.message());
    }
  }

  @Test
  void infinityInPlaceOfNanFails() {
    Device faulty =
        new FaultyDevice(
            CPU,
            (run, _) -> {
              Buffer y = run.plan().output("y0");
              HostTensor values = HostTensor.allocate(y.spec());
              run.read(y, values);
              for (int i = 0; i < values.size(); i++) {
                boolean nan = Double.isNaN(values.get(i));
                values.set(i, nan ? Double.POSITIVE_INFINITY : values.get(i));
              }
              run.write(y, values);
            });
    assertTrue(new EquivalenceCheck(CPU, CPU).specials(TANH, SEED).passed());
    assertFalse(new EquivalenceCheck(faulty, CPU).specials(TANH, SEED).passed());
  }

  @Test
  void aDecompositionThatIsOffFails() {
    OpCase one = OpCase.of(new Fused.Softmax(), OperandSpec.of(7, 10));
    Map<String, HostTensor> values = Values.widened(CaseGraph.values(one, SEED));
    DecompositionCheck check = new DecompositionCheck(CPU);
    Graph fused = softmax(true, 0);
    assertTrue(check.compare(one, fused, softmax(false, 0), values, SEED).passed());
    Verdict verdict = check.compare(one, fused, softmax(false, 1e-9), values, SEED);
    assertFalse(verdict.passed());
    assertTrue(verdict.message().startsWith("softmax [7, 10], seed 7: y0, fused,["));
  }

  private static Graph softmax(boolean fused, double off) {
    Graph graph = new Graph();
    Tensor x = graph.input("x0", DType.F64, 7, 10);
    Tensor exp = x.exp();
    graph.output("y0", fused ? x.softmax() : exp.divide(exp.sum(1).reshape(7, 1)).add(off));
    return graph;
  }

  @Test
  void otherBitsInTheSecondRunFail() {
    Device faulty =
        new FaultyDevice(CPU, (run, count) -> FaultyDevice.scale(run, count > 1 ? 1 + 0x1p-20 : 1));
    Verdict verdict = new DeterminismCheck(faulty).check(TANH, SEED);
    assertFalse(verdict.passed());
    assertTrue(verdict.message().endsWith("in a second run"), verdict.message());
  }

  @Test
  void aWriteBesideAResultFails() {
    Device faulty =
        new FaultyDevice(
            CPU,
            (run, _) -> {
              Buffer y = run.plan().output("y0");
              Storage.Scratch at = (Storage.Scratch) y.storage();
              Storage next = new Storage.Scratch(at.pool(), at.offset() + y.spec().bytes());
              run.write(
                  new Buffer(TensorSpec.of(DType.F32, 1), next), HostTensor.of(Shape.of(1), 0f));
            });
    assertTrue(new GuardCheck(CPU).check(TANH, SEED).passed());
    Verdict verdict = new GuardCheck(faulty).check(TANH, SEED);
    assertFalse(verdict.passed());
    assertTrue(verdict.message().contains("written beside its results"), verdict.message());
  }

  @Test
  void aLossThatDriftsFails() {
    Device faulty = new FaultyDevice(CPU, (run, _) -> FaultyDevice.scale(run, 1 + 0x1p-10));
    assertTrue(new TrainingStepCheck(CPU, CPU).check(SEED).passed());
    Verdict verdict = new TrainingStepCheck(faulty, CPU).check(SEED);
    assertFalse(verdict.passed());
    assertTrue(verdict.message().contains("the loss of step"), verdict.message());
  }

  /** x squared, with a gradient that is off by a factor. */
  record Square(double factor) implements CustomGradient, CustomKernel {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public List<@Nullable Tensor> gradient(Node node, List<@Nullable Tensor> outputGradients) {
      Tensor dy = outputGradients.get(0);
      return dy == null
          ? List.of()
          : List.of(dy.multiply(node.input(0)).multiply(2).multiply(factor));
    }

    @Override
    public void compute(List<Operand> inputs, List<Operand> results) {
      for (int i = 0; i < results.get(0).size(); i++) {
        double x = inputs.get(0).get(i);
        results.get(0).set(i, x * x);
      }
    }
  }
}
