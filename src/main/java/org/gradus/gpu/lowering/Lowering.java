package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.KernelLaunch;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.LibraryProduct;
import org.gradus.gpu.launch.Program;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;

/** Makes a plan's steps into launches; each family of ops has a class that knows its kernels. */
public final class Lowering {
  private final Traits traits;
  private final Tables tables = new Tables();
  private final Workspace workspace = new Workspace();

  private Lowering(Traits traits) {
    this.traits = traits;
  }

  /**
   * All launches of {@code plan} on a device of these traits.
   *
   * @throws IllegalStateException if a program is not in the {@link KernelLibrary}
   */
  public static Lowered lower(Plan plan, Traits traits) {
    Lowering lowering = new Lowering(traits);
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      launches.addAll(lowering.lower(plan.steps().get(i), i));
    }
    KernelLibrary library = KernelLibrary.cuda();
    programs(launches).forEach(library::require);
    return new Lowered(launches, lowering.tables.numbers(), lowering.workspace.peak());
  }

  private static Set<Program> programs(List<Launch> launches) {
    Set<Program> programs = new LinkedHashSet<>();
    for (Launch launch : launches) {
      switch (launch) {
        case KernelLaunch launched -> programs.add(launched.kernel().program());
        case LibraryProduct _ -> {}
      }
    }
    return programs;
  }

  private List<Launch> lower(Step step, int index) {
    if (step.outputs().stream().noneMatch(Buffer::isPresent)) {
      return List.of();
    }
    refuseDoubles(step);
    workspace.reset();
    StepCode code = new StepCode(step, index, traits, tables, workspace);
    lower(code);
    return code.launches();
  }

  private static void lower(StepCode code) {
    switch (code.step().op()) {
      case Leaf ignored -> throw new IllegalStateException("a leaf is no step: " + code.step());
      case View view -> Moves.lower(view, code);
      case Elementwise elementwise -> Pointwise.lower(elementwise, code);
      case Reduce reduce -> Reductions.lower(reduce, code);
      case Contract.MatMul product -> Products.lower(product, code);
      case Index index -> Indexing.lower(index, code);
      case Fused fused -> FusedOps.lower(fused, code);
      case Update update -> Updates.lower(update, code);
      case Custom custom -> CustomKernels.lower(custom, code);
    }
  }

  private static void refuseDoubles(Step step) {
    boolean wide =
        Stream.concat(step.inputs().stream(), step.outputs().stream())
            .anyMatch(buffer -> buffer.spec().dtype() == DType.F64);
    if (wide) {
      throw new DeviceException("f64 is computed on the cpu only, not in step " + step);
    }
  }
}
