package org.gradus.check;

import java.util.List;
import org.gradus.check.OpCase.Scale;
import org.gradus.device.Device;
import org.gradus.device.HostTensor;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.DType;
import org.gradus.op.Epilogue;
import org.gradus.op.Fused;
import org.gradus.op.Op;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/** One step of a plan as the CPU computes it in F64, with the bounds of its results. */
final class StepReference implements AutoCloseable {
  private final Step step;
  private final StepBound bound;
  private final @Nullable StepRun exact;
  private final @Nullable StepRun magnitudes;

  StepReference(Step step, Device reference) {
    this.step = step;
    bound = StepBound.of(step);
    // A custom op of another device only brings nothing to compare with.
    boolean known =
        !(step.op() instanceof Custom custom)
            || custom.definition() instanceof org.gradus.cpu.CustomKernel;
    exact = known ? new StepRun(step, step.op(), reference) : null;
    boolean sums = known && bound.scale() == Scale.MAGNITUDES;
    magnitudes = sums ? new StepRun(step, withoutActivation(step.op()), reference) : null;
  }

  Step step() {
    return step;
  }

  /**
   * Compares the results of the step.
   *
   * @param old what lay where the results lie, which updates start from
   * @param results what the device computed; null where nobody reads it
   */
  Verdict check(
      List<HostTensor> operands,
      List<@Nullable HostTensor> old,
      List<@Nullable HostTensor> results) {
    if (exact == null) {
      return Verdict.GOOD;
    }
    List<HostTensor> expected = exact.run(operands, old);
    List<HostTensor> scales =
        magnitudes == null ? expected : magnitudes.run(magnitudes(operands), old);
    Verdict worst = Verdict.GOOD;
    int at = 0;
    for (int i = 0; i < results.size(); i++) {
      HostTensor result = results.get(i);
      if (result != null) {
        DType dtype = result.spec().dtype();
        Comparison comparison =
            new Comparison(
                "result " + i,
                expected.get(at),
                scales.get(at),
                bound.scale(),
                Tolerance.of(dtype, bound.length()),
                bound.exact(),
                bound.kinds());
        worst = worst.and(comparison.of(result));
        at++;
      }
    }
    return worst;
  }

  private static List<HostTensor> magnitudes(List<HostTensor> operands) {
    return operands.stream().map(Values::magnitudes).toList();
  }

  private static Op withoutActivation(Op op) {
    return op instanceof Fused.MatMulWith(boolean a, boolean b, Contract.Form form, Epilogue end)
        ? new Fused.MatMulWith(a, b, form, end.withoutFunctions())
        : op;
  }

  @Override
  public void close() {
    if (exact != null) {
      exact.close();
    }
    if (magnitudes != null) {
      magnitudes.close();
    }
  }
}
