package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.cpu.math.FloatKernels;
import org.gradus.cpu.math.Workers;
import org.gradus.device.DeviceException;
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

/**
 * The kernel for each step, in three sets: moves, which take any element type; F32 arithmetic,
 * fast; and the reference kernels, which compute in double and take every other type. BF16 and F16
 * are widened to F32 and rounded back.
 *
 * <p>One lowering serves one executable: its kernels run one after another and share scratch.
 */
final class Lowering {
  private final Parallel parallel;
  private final FloatLowering floats;
  private final ReferenceLowering references = new ReferenceLowering();
  private final boolean reference;

  /** Kernels for {@code workers}; with {@code reference} the reference kernels take F32 too. */
  Lowering(Workers workers, FloatKernels kernels, boolean reference) {
    this.parallel = new Parallel(workers);
    this.floats = new FloatLowering(parallel, kernels);
    this.reference = reference;
  }

  /** The kernel that computes a step whose operands are bound. */
  Kernel lower(Binding binding) {
    if (binding.outputs().stream().allMatch(output -> output == null)) {
      return Kernel.NOTHING;
    }
    return switch (binding.step().op()) {
      case Leaf ignored ->
          throw new IllegalStateException("cpu: a leaf is no step: " + binding.step());
      case View view -> Moves.lower(view, binding, parallel);
      // Rows are summed in F32 and rounded once; the others only move elements.
      case Index.ScatterAdd sum ->
          Widened.of(binding, parallel, wide -> Indexing.lower(sum, wide, parallel));
      case Index index -> Indexing.lower(index, binding, parallel);
      case Custom custom -> custom(custom, binding);
      case Elementwise.Cast ignored -> Casts.lower(binding, parallel);
      case Update.Assign ignored -> Moves.assign(binding);
      case Update.RecordRow ignored -> Moves.record(binding);
      case Update.AdjustScale scale -> ScaleAdjustment.lower(scale, binding);
      case Elementwise ignored -> arithmetic(binding);
      case Reduce ignored -> arithmetic(binding);
      case Contract ignored -> arithmetic(binding);
      case Fused ignored -> arithmetic(binding);
      case Update ignored -> arithmetic(binding);
    };
  }

  private Kernel arithmetic(Binding binding) {
    if (reference) {
      return references.lower(binding);
    }
    if (binding.has(DType.BF16) || binding.has(DType.F16)) {
      return Widened.of(binding, parallel, floats::lower);
    }
    return binding.has(DType.F32) ? floats.lower(binding) : references.lower(binding);
  }

  private static Kernel custom(Custom custom, Binding binding) {
    if (!(custom.definition() instanceof CustomKernel kernel)) {
      throw new DeviceException(
          "%s: has no kernel for the cpu, which %s would bring, at %s"
              .formatted(custom.name(), CustomKernel.class.getName(), binding.step().origin()));
    }
    List<Operand> results = new ArrayList<>();
    for (int i = 0; i < binding.outputs().size(); i++) {
      results.add(binding.outOrScratch(i));
    }
    return () -> kernel.compute(binding.inputs(), results);
  }
}
