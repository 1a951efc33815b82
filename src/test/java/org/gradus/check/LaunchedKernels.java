package org.gradus.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gradus.device.Device;
import org.gradus.gpu.GpuDevice;
import org.gradus.gpu.PaperDriver;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Traits;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.LayerNorm;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.op.Contract;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.gradus.optim.Adam;
import org.gradus.optim.Clipping;
import org.gradus.optim.Optimizer;
import org.gradus.optim.Optimizers;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;
import org.gradus.train.TrainingStep;

/**
 * The kernels that the plans of the catalogue and of training steps launch, on processors and on
 * graphics processors; nothing is computed.
 */
public final class LaunchedKernels {
  private static final List<DType> TYPES = List.of(DType.F32, DType.BF16, DType.F16);

  private final Set<KernelName> names = new LinkedHashSet<>();
  private final Device device;

  private LaunchedKernels(Traits traits) {
    device = new GpuDevice(new PaperDriver(traits, launch -> add(launch.kernel())));
  }

  /** All kernels, for the cases whose shapes {@code seed} draws. */
  public static Set<KernelName> all(long seed) {
    Set<KernelName> all = new LinkedHashSet<>();
    for (Traits traits : List.of(PaperDriver.GPU, PaperDriver.CPU)) {
      LaunchedKernels launched = new LaunchedKernels(traits);
      OpCases.all(seed).forEach(one -> launched.add(one, seed));
      launched.addTraining();
      launched.addLargeProducts();
      all.addAll(launched.names);
    }
    for (int lanes : new int[] {4, 8}) {
      LaunchedKernels launched = new LaunchedKernels(PaperDriver.cpu(lanes));
      launched.addLargeProducts();
      all.addAll(launched.names);
    }
    return all;
  }

  /** As {@link #all}, on devices with tensor cores, whose kernels are for CUDA alone. */
  public static Set<KernelName> onTensorCores(long seed) {
    Set<KernelName> all = new LinkedHashSet<>();
    for (Traits traits : List.of(PaperDriver.SM80, PaperDriver.TENSOR)) {
      LaunchedKernels launched = new LaunchedKernels(traits);
      OpCases.all(seed).forEach(one -> launched.add(one, seed));
      launched.addLargeProducts();
      all.addAll(launched.names);
    }
    return all;
  }

  /** Kernels that a user's op brings are built with the plan, and from no list. */
  private void add(KernelName kernel) {
    if (kernel.program().text().isEmpty()) {
      names.add(kernel);
    }
  }

  private void add(OpCase one, long seed) {
    if (!CaseGraph.fits(one, device.capabilities().dtypes())) {
      return;
    }
    for (DType dtype : TYPES) {
      if (dtype == DType.F32 || !one.is(OpCase.Trait.FIXED_TYPES)) {
        plan(Retype.apply(CaseGraph.forward(one), DType.F32, dtype));
        if (!one.is(OpCase.Trait.NO_GRADIENT) && Projection.isPossible(one)) {
          plan(Retype.apply(new Projection(one, seed).graph(1, true), DType.F32, dtype));
        }
      }
    }
  }

  private void plan(Graph graph) {
    Plan plan = Runs.plan(device, graph, device.capabilities().memory());
    device.load(plan, device.allocate(graph.variables())).close();
  }

  private void addTraining() {
    List<Optimizer> optimizers =
        new ArrayList<>(
            Optimizers.names().stream().map(name -> Optimizers.named(name, null, null)).toList());
    optimizers.add(new Adam(0.1).clip(Clipping.norm(1)));
    for (Optimizer optimizer : optimizers) {
      Model model =
          new Model(
              new Sequential(
                  new Dense(64),
                  new BatchNorm(),
                  new Activation(UnaryKind.RELU),
                  new Dropout(0.25),
                  new Dense(33),
                  new LayerNorm(),
                  new Activation(UnaryKind.GELU),
                  new Dense(10)),
              Shape.of(20),
              1);
      Graph graph = TrainingStep.of(model, Loss.crossEntropy(), optimizer, 32);
      device.compile(graph, device.allocate(graph.variables())).close();
    }
  }

  /** Products large enough for the larger tiles of a large device, aligned and not. */
  private void addLargeProducts() {
    for (boolean a : new boolean[] {false, true}) {
      for (boolean b : new boolean[] {false, true}) {
        for (int n : new int[] {767, 768, 2047, 2048}) {
          OperandSpec square = OperandSpec.of(n, n);
          OpCase one = OpCase.of(new Contract.MatMul(a, b), square, square);
          TYPES.forEach(type -> plan(Retype.apply(CaseGraph.forward(one), DType.F32, type)));
        }
      }
    }
  }
}
