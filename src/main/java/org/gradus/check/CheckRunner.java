package org.gradus.check;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gradus.check.OpCase.Trait;
import org.gradus.device.Device;
import org.gradus.op.DType;
import org.gradus.op.Update;

/**
 * Runs the checks that apply to each case: gradients and decompositions on the CPU in F64, and the
 * device's own arithmetic against it.
 */
public final class CheckRunner {
  /** Elements of operands beyond which central differences take too long for what they add. */
  private static final long GRADIENT_ELEMENTS = 20_000;

  /** Elements of operands beyond which single NaNs and infinities are no longer planted. */
  private static final long SPECIAL_ELEMENTS = 1000;

  private final Device device;
  private final Device reference;
  private final CheckOptions options;
  private final Consumer<CheckRow> rows;
  private final Set<String> left = new LinkedHashSet<>();
  private final GradientCheck gradients;
  private final DecompositionCheck decompositions;
  private final FormulaCheck formulas;
  private final EquivalenceCheck equivalence;
  private final BackwardCheck backward;
  private final DeterminismCheck determinism;
  private final GuardCheck guards;

  /**
   * A runner.
   *
   * @param device what is checked
   * @param reference the CPU, which computes what is right in F64
   * @param rows is given each result as it comes
   */
  public CheckRunner(
      Device device, Device reference, CheckOptions options, Consumer<CheckRow> rows) {
    this.device = device;
    this.reference = reference;
    this.options = options;
    this.rows = rows;
    gradients = new GradientCheck(reference, options.quick() ? 1 : 4);
    decompositions = new DecompositionCheck(reference);
    formulas = new FormulaCheck(reference);
    equivalence = new EquivalenceCheck(device, reference);
    backward = new BackwardCheck(device, reference);
    determinism = new DeterminismCheck(device);
    guards = new GuardCheck(device);
  }

  /**
   * Runs all checks of all cases asked for.
   *
   * @throws IllegalArgumentException if no case covers the op asked for; the message names some
   *     that are near
   */
  public void run() {
    List<OpCase> cases =
        options.quick() ? OpCases.quick(options.seed()) : OpCases.all(options.seed());
    if (!options.op().isEmpty()) {
      cases = OpCases.of(options.op(), cases);
    }
    cases.forEach(this::run);
    if (options.op().isEmpty()) {
      TrainingStepCheck training = new TrainingStepCheck(device, reference);
      row("training step", "", "ten steps", () -> training.check(options.seed()));
    }
  }

  /** What was not checked because the device lacks something for it, and what that is. */
  public Set<String> left() {
    return Collections.unmodifiableSet(left);
  }

  /** Runs all checks that apply to one case. */
  public void run(OpCase one) {
    long seed = options.seed();
    boolean gradient = hasGradient(one);
    if (gradient) {
      row(one, "gradient", () -> gradients.check(one, seed, 1));
      row(one, "second gradient", () -> gradients.check(one, seed, 2));
    }
    if (gradient && DecompositionCheck.applies(one)) {
      row(one, "decomposition", () -> decompositions.check(one, seed));
    }
    OpCase.Formula formula = one.formula();
    if (formula != null) {
      row(one, "formula", () -> formulas.check(one, formula, seed));
    }
    String lack = device.lacks(one.op());
    if (!lack.isEmpty()) {
      left.add("%s on %s: %s".formatted(one.op().name(), device.info().id(), lack));
    } else if (CaseGraph.fits(one, device.capabilities().dtypes())) {
      runOnDevice(one);
    }
  }

  private void runOnDevice(OpCase one) {
    long seed = options.seed();
    if (one.is(Trait.FIXED_TYPES)) {
      row(one, "own types", () -> equivalence.inOwnTypes(one, seed));
    } else {
      for (DType dtype : dtypes()) {
        row(one, dtype.toString(), () -> equivalence.check(one, dtype, seed));
        if (hasGradient(one)) {
          row(one, dtype + " backward", () -> backward.check(one, dtype, seed));
        }
      }
      if (one.elements() <= SPECIAL_ELEMENTS) {
        row(one, "nan and infinity", () -> equivalence.specials(one, seed));
      }
    }
    row(one, "same bits", () -> determinism.check(one, seed));
    row(one, "guard bands", () -> guards.check(one, seed));
  }

  private static boolean hasGradient(OpCase one) {
    return !one.is(Trait.NO_GRADIENT)
        && !(one.op() instanceof Update)
        && one.elements() <= GRADIENT_ELEMENTS
        && Projection.isPossible(one);
  }

  /** The float types the device has, but F64, which only the reference is asked for. */
  private List<DType> dtypes() {
    List<DType> all =
        options.quick()
            ? List.of(DType.F32, DType.BF16)
            : List.of(DType.F32, DType.BF16, DType.F16);
    return all.stream().filter(device.capabilities().dtypes()::contains).toList();
  }

  private void row(OpCase one, String check, Supplier<Verdict> run) {
    row(one.name(), one.op().name(), check, run);
  }

  private void row(String name, String op, String check, Supplier<Verdict> run) {
    long start = System.nanoTime();
    Verdict verdict;
    try {
      verdict = run.get();
    } catch (RuntimeException e) {
      verdict = Verdict.failed("%s: %s, seed %d".formatted(name, e, options.seed()));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    double error = verdict.error();
    double bound = verdict.bound();
    rows.accept(
        new CheckRow(name, op, check, verdict.passed(), error, bound, seconds, verdict.message()));
  }
}
