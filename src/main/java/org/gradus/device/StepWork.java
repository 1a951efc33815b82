package org.gradus.device;

import java.util.Arrays;
import java.util.List;
import org.gradus.op.Contract;
import org.gradus.op.Custom;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Leaf;
import org.gradus.op.Reduce;
import org.gradus.op.UnaryKind;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;

/**
 * What a step has to do at the least on any device, to set its time against what the device can do.
 *
 * @param bytes what has to be moved: every value it needs read once and every result written once.
 *     What a kernel reads again does not count, but for batch norm's matrices: a column has to be
 *     read to its end before its first result is known, and no device holds all columns meanwhile.
 *     Rows, such as those of layer norm and softmax, can be held
 * @param operations multiplications and additions of a matrix product; 0 for all other ops, which
 *     memory bounds
 */
public record StepWork(long bytes, double operations) {
  /** The work of {@code step}. */
  public static StepWork of(Step step) {
    long all = bytes(step.inputs()) + bytes(step.outputs());
    return switch (step.op()) {
      case Contract.MatMul(boolean transposeA, boolean _, Contract.Form _) ->
          new StepWork(all, product(step, transposeA));
      case Fused.MatMulWith product -> new StepWork(all, product(step, product.transposeA()));
      case Update.Assign _ -> new StepWork(all, 0);
      case Update.RecordRow _ ->
          new StepWork(bytes(step.inputs()) + step.input(1).spec().bytes(), 0);
      // The old values are read where the new ones are written.
      case Update _ -> new StepWork(all + bytes(step.outputs()), 0);
      // Of the table or the operand only what arrives in the result is read.
      case Index.Gather _, View.Slice _ -> moved(step);
      case Elementwise.UnaryGradient(UnaryKind kind, double _) ->
          new StepWork(all - unread(kind, step), 0);
      case Fused.BatchNorm _ -> new StepWork(all + again(step, 0), 0);
      case Fused.BatchNormGradient _ -> new StepWork(all + again(step, 0, 4), 0);
      case Leaf _, View _, Elementwise _, Reduce _, Index _, Fused _, Custom _ ->
          new StepWork(all, 0);
    };
  }

  /** The bytes of operands that a chain rule has no use for: -dy needs no x, and 0 not even dy. */
  private static long unread(UnaryKind kind, Step step) {
    return switch (kind) {
      case NEGATE -> step.input(0).spec().bytes();
      case SIGN -> bytes(step.inputs());
      default -> 0;
    };
  }

  private static StepWork moved(Step step) {
    List<Buffer> others = step.inputs().subList(1, step.inputs().size());
    return new StepWork(bytes(others) + 2 * bytes(step.outputs()), 0);
  }

  /** The bytes of operands that are read a second time for result 0, if anyone wants that. */
  private static long again(Step step, int... operands) {
    if (!step.output(0).isPresent()) {
      return 0;
    }
    return Arrays.stream(operands).mapToLong(i -> step.input(i).spec().bytes()).sum();
  }

  private static double product(Step step, boolean transposeA) {
    int inner = step.input(0).spec().shape().dim(transposeA ? -2 : -1);
    return 2.0 * inner * step.output(0).spec().shape().size();
  }

  private static long bytes(List<Buffer> buffers) {
    return buffers.stream()
        .filter(Buffer::isPresent)
        .mapToLong(buffer -> buffer.spec().bytes())
        .sum();
  }
}
