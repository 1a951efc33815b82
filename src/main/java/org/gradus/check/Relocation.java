package org.gradus.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.gradus.plan.Storage;

/** A plan with all its scratch values moved up by as many bytes, and as many left after them. */
record Relocation(int bytes) {
  /** The plan, moved. */
  static Plan by(int bytes, Plan plan) {
    Relocation move = new Relocation(bytes);
    return new Plan(
        plan.variables(),
        plan.steps().stream().map(move::step).toList(),
        plan.constants().stream()
            .map(c -> new Plan.Constant(move.buffer(c.buffer()), c.value()))
            .toList(),
        move.named(plan.inputs()),
        move.named(plan.outputs()),
        plan.poolBytes().stream().map(size -> size + 2L * bytes).toList());
  }

  private Step step(Step step) {
    return new Step(step.node(), step.op(), all(step.inputs()), all(step.outputs()), step.origin());
  }

  private List<Buffer> all(List<Buffer> buffers) {
    return buffers.stream().map(this::buffer).toList();
  }

  private Map<String, Buffer> named(Map<String, Buffer> buffers) {
    Map<String, Buffer> moved = new LinkedHashMap<>();
    buffers.forEach((name, buffer) -> moved.put(name, buffer(buffer)));
    return moved;
  }

  private Buffer buffer(Buffer buffer) {
    return buffer.storage() instanceof Storage.Scratch(int pool, long offset)
        ? new Buffer(buffer.spec(), new Storage.Scratch(pool, offset + bytes))
        : buffer;
  }
}
