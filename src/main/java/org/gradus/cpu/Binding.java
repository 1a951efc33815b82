package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gradus.device.DeviceException;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/** A step with its operands in place; outputs that nobody reads are null. */
record Binding(Step step, List<Operand> inputs, List<@Nullable Operand> outputs) {
  /** The operand at {@code index}. */
  Operand in(int index) {
    return inputs.get(index);
  }

  /** The output at {@code index}, or null if nobody reads it. */
  @Nullable Operand out(int index) {
    return outputs.get(index);
  }

  /** The first output, which is there for every op that has one only. */
  Operand out() {
    return outOrScratch(0);
  }

  /** The output at {@code index}, or memory of its own for one that nobody reads. */
  Operand outOrScratch(int index) {
    Operand output = outputs.get(index);
    TensorSpec spec = step.output(index).spec();
    return output != null ? output : Operand.allocate(spec.dtype(), spec.shape());
  }

  /** Whether any operand or output that is there is of {@code dtype}. */
  boolean has(DType dtype) {
    return operands().anyMatch(operand -> operand.dtype() == dtype);
  }

  private Stream<Operand> operands() {
    List<Operand> all = new ArrayList<>(inputs);
    for (Operand output : outputs) {
      if (output != null) {
        all.add(output);
      }
    }
    return all.stream();
  }

  /** An error that begins with the op and ends with the user's line. */
  DeviceException error(String format, Object... values) {
    String what = String.format(format, values);
    return new DeviceException("%s: %s, at %s".formatted(step.op().name(), what, step.origin()));
  }
}
