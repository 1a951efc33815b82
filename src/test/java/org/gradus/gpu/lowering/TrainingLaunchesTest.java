package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.op.Reduce;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.pass.Autocast;
import org.gradus.pass.Passes;
import org.gradus.pass.Precision;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.plan.Step;
import org.gradus.train.TrainingStep;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which kernels a whole training step of a perceptron launches. */
final class TrainingLaunchesTest {
  private static final int BATCH = 32;
  private static final List<Integer> HIDDEN = List.of(64, 48);

  static Stream<Arguments> trainings() {
    return functions()
        .flatMap(
            name ->
                Stream.of(
                    Arguments.of(name, Precision.F32, PaperDriver.GPU),
                    Arguments.of(name, Precision.F32, PaperDriver.CPU),
                    Arguments.of(name, Precision.BF16, PaperDriver.GPU),
                    Arguments.of(name, Precision.BF16, PaperDriver.TENSOR),
                    Arguments.of(name, Precision.F16, PaperDriver.TENSOR),
                    Arguments.of(name, Precision.TF32, PaperDriver.TENSOR)));
  }

  /** Functions of one variable: PReLU and softmax are layers of several steps. */
  private static Stream<String> functions() {
    return Activation.names().stream()
        .map(name -> name.replaceFirst("\\[.*", ""))
        .filter(name -> Activation.named(name) instanceof Activation);
  }

  private static Plan plan(String activation, Precision precision, Traits traits) {
    Layer layer =
        new Sequential(
            new Flatten(),
            new Dense(HIDDEN.get(0)),
            Activation.named(activation),
            new Dense(HIDDEN.get(1)),
            Activation.named(activation),
            new Dense(10));
    Model model = new Model(layer, Shape.of(7, 9), 1);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(1e-3), BATCH);
    Graph cast = Autocast.apply(graph, precision);
    return Planner.plan(Passes.standard(cast, new Kernels(traits)), MemoryModel.BYTES);
  }

  /** Bias, activation, their gradients: all belong to products. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("trainings")
  void noKernelIsForABiasOrAnActivation(String activation, Precision precision, Traits traits) {
    Plan plan = plan(activation, precision, traits);
    assertEquals(
        List.of(),
        plan.steps().stream()
            .filter(step -> isApart(step, precision))
            .map(Step::toString)
            .toList());
    Lowered lowered = Lowering.lower(plan, traits);
    List<String> names = lowered.launches().stream().map(Launch::name).toList();
    assertTrue(
        names.stream().noneMatch(name -> name.startsWith("bias_") || name.contains(activation)),
        names.toString());
    for (KernelLaunch launch : KernelLaunch.all(lowered.launches())) {
      if (launch.step().op() instanceof Fused.MatMulWith) {
        assertTrue(launch.name().matches("(sm\\d+_)?matmul.*|pack_.*"), launch.toString());
      }
    }
  }

  private static boolean isApart(Step step, Precision precision) {
    Op op = step.op();
    return op instanceof Elementwise.Unary
        || op instanceof Elementwise.UnaryGradient
        || op instanceof Fused.BiasActivation
        || (isRowSum(step) && (precision.narrow() == null || !isF32(step)));
  }

  /** The gradient of a bias, made apart. */
  private static boolean isRowSum(Step step) {
    return step.op() instanceof Reduce.Fold && step.input(0).spec().shape().rank() == 2;
  }

  /** What F32 alone can be summed of: products read it rounded, in mixed precision. */
  private static boolean isF32(Step step) {
    return step.input(0).spec().dtype() == DType.F32;
  }

  /** Two forward with an activation, one without; three for weights and biases, two for inputs. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("trainings")
  void everyProductDoesWhatFollowsIt(String activation, Precision precision, Traits traits) {
    List<Step> steps = plan(activation, precision, traits).steps();
    List<List<Part>> ends =
        steps.stream()
            .map(Step::op)
            .filter(Fused.MatMulWith.class::isInstance)
            .map(op -> ((Fused.MatMulWith) op).epilogue().parts())
            .toList();
    assertEquals(3, count(ends, Part.Bias.class));
    assertEquals(2, count(ends, Part.Activation.class));
    assertEquals(2, count(ends, Part.ChainRule.class));
    long apart = steps.stream().filter(TrainingLaunchesTest::isRowSum).count();
    assertEquals(3, count(ends, Part.OperandSums.class) + apart);
    assertEquals(8 - apart, ends.size(), ends.toString());
    boolean wantsArgument = !Activation.kind(activation).savesOutput();
    assertEquals(wantsArgument ? 2 : 0, count(ends, Part.Keep.class));
  }

  private static long count(List<List<Part>> ends, Class<? extends Part> kind) {
    return ends.stream().flatMap(List::stream).filter(kind::isInstance).count();
  }
}
