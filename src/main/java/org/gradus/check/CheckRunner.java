package org.gradus.check;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gradus.check.OpCase.Trait;
import org.gradus.device.Device;
import org.gradus.op.Update;

/**
 * Runs the checks that apply to each case: gradients and decompositions on the CPU in F64, and the
 * device's own arithmetic against it.
 */
public final class CheckRunner {
  /** Elements of operands beyond which central differences take too long for what they add. */
  private static final long GRADIENT_ELEMENTS = 20_000;

  private final Device device;
  private final CheckOptions options;
  private final Consumer<CheckRow> rows;
  private final GradientCheck gradients;

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
    this.options = options;
    this.rows = rows;
    gradients = new GradientCheck(reference, options.quick() ? 1 : 4);
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
  }

  /** Runs all checks that apply to one case. */
  public void run(OpCase one) {
    if (!one.is(Trait.NO_GRADIENT)
        && !(one.op() instanceof Update)
        && one.elements() <= GRADIENT_ELEMENTS
        && Projection.isPossible(one)) {
      row(one, "gradient", () -> gradients.check(one, options.seed(), 1));
      row(one, "second gradient", () -> gradients.check(one, options.seed(), 2));
    }
  }

  private void row(OpCase one, String check, Supplier<Verdict> run) {
    long start = System.nanoTime();
    Verdict verdict;
    try {
      verdict = run.get();
    } catch (RuntimeException e) {
      verdict = Verdict.failed("%s: %s, seed %d".formatted(one.name(), e, options.seed()));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    rows.accept(
        new CheckRow(
            one.name(),
            one.op().name(),
            check,
            verdict.passed(),
            verdict.error(),
            verdict.bound(),
            seconds,
            verdict.message()));
  }
}
