package org.gradus.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gradus.device.DeviceException;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.KernelTime;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variable;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.gradus.plan.Storage;
import org.jspecify.annotations.Nullable;

/** An executable that looks at each of its steps after each run. */
final class CheckingExecutable implements Executable {
  private final Executable executable;
  private final VariableStore store;
  private final List<StepReference> references;
  private final String device;
  private final CheckCount count;

  /** The stored variables as they stood before the run, then after the steps looked at so far. */
  private final Map<String, HostTensor> state = new HashMap<>();

  CheckingExecutable(
      Executable executable,
      VariableStore store,
      List<StepReference> references,
      String device,
      CheckCount count) {
    this.executable = executable;
    this.store = store;
    this.references = references;
    this.device = device;
    this.count = count;
  }

  @Override
  public Plan plan() {
    return executable.plan();
  }

  @Override
  public void write(Buffer buffer, HostTensor values) {
    executable.write(buffer, values);
  }

  @Override
  public void read(Buffer buffer, HostTensor values) {
    executable.read(buffer, values);
  }

  @Override
  public void run() {
    remember();
    executable.run();
    checkAll();
  }

  @Override
  public List<KernelTime> time() {
    remember();
    List<KernelTime> times = executable.time();
    checkAll();
    return times;
  }

  @Override
  public Footprint footprint() {
    return executable.footprint();
  }

  private void remember() {
    for (Variable variable : store.variables().stored()) {
      state.put(variable.name(), store.read(variable));
    }
  }

  private void checkAll() {
    for (StepReference reference : references) {
      check(reference);
    }
    count.agreed(references.size());
  }

  private void check(StepReference reference) {
    Step step = reference.step();
    List<HostTensor> operands = new ArrayList<>();
    step.inputs().forEach(input -> operands.add(before(input)));
    List<@Nullable HostTensor> old = new ArrayList<>();
    List<@Nullable HostTensor> results = new ArrayList<>();
    for (Buffer output : step.outputs()) {
      old.add(output.isPresent() ? before(output) : null);
      results.add(output.isPresent() ? after(output) : null);
    }
    Verdict verdict = reference.check(operands, old, results);
    if (!verdict.passed()) {
      count.differed();
      throw new DeviceException(
          "check: %s on %s: %s, operands %s"
              .formatted(step, device, verdict.message(), step.inputs()));
    }
  }

  /** A value as the step found it. */
  private HostTensor before(Buffer buffer) {
    if (!(buffer.storage() instanceof Storage.State(Variable variable, long offset))) {
      return after(buffer);
    }
    HostTensor whole = Runs.get(state, variable.name());
    HostTensor part = HostTensor.allocate(buffer.spec());
    int start = (int) (offset / buffer.spec().dtype().bytes());
    System.arraycopy(whole.array(), start, part.array(), 0, part.size());
    return part;
  }

  /** A value as it stands; what lies in a variable is from now on what later steps find. */
  private HostTensor after(Buffer buffer) {
    HostTensor values = HostTensor.allocate(buffer.spec());
    executable.read(buffer, values);
    if (buffer.storage() instanceof Storage.State(Variable variable, long offset)) {
      int start = (int) (offset / buffer.spec().dtype().bytes());
      Object whole = Runs.get(state, variable.name()).array();
      System.arraycopy(values.array(), 0, whole, start, values.size());
    }
    return values;
  }

  @Override
  public void close() {
    references.forEach(StepReference::close);
    executable.close();
  }
}
