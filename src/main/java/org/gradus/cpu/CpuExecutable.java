package org.gradus.cpu;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.Debug;
import org.gradus.device.DeviceException;
import org.gradus.device.Executable;
import org.gradus.device.Footprint;
import org.gradus.device.HostTensor;
import org.gradus.device.KernelTime;
import org.gradus.device.KernelTimes;
import org.gradus.device.StepWork;
import org.gradus.plan.Buffer;
import org.gradus.plan.Plan;
import org.gradus.plan.Step;
import org.jspecify.annotations.Nullable;

/** A plan as a row of kernels, each bound to its operands when the plan was loaded. */
final class CpuExecutable implements Executable {
  private final Plan plan;
  private final Memory memory;
  private final Kernel[] kernels;
  private final @Nullable KernelTimes times;

  CpuExecutable(Plan plan, Memory memory, Lowering lowering) {
    this.plan = plan;
    this.memory = memory;
    times = Debug.tells(2) ? new KernelTimes("cpu") : null;
    for (Plan.Constant constant : plan.constants()) {
      Operand operand = memory.bind(constant.buffer());
      if (operand != null) {
        operand.fill(constant.value());
      }
    }
    kernels = new Kernel[plan.steps().size()];
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = lowering.lower(bind(plan.steps().get(i)));
    }
  }

  private Binding bind(Step step) {
    List<Operand> inputs = new ArrayList<>();
    for (Buffer input : step.inputs()) {
      Operand operand = memory.bind(input);
      if (operand == null) {
        throw new IllegalArgumentException("cpu: " + step + " reads a value nobody computes");
      }
      inputs.add(operand);
    }
    List<@Nullable Operand> outputs = new ArrayList<>();
    for (Buffer output : step.outputs()) {
      outputs.add(memory.bind(output));
    }
    return new Binding(step, inputs, outputs);
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public void run() {
    if (times != null) {
      times.add(time());
      return;
    }
    for (int i = 0; i < kernels.length; i++) {
      runStep(i);
    }
  }

  @Override
  public List<KernelTime> time() {
    List<KernelTime> run = new ArrayList<>(kernels.length);
    for (int i = 0; i < kernels.length; i++) {
      long start = System.nanoTime();
      runStep(i);
      run.add(timed(plan.steps().get(i), System.nanoTime() - start));
    }
    return run;
  }

  @Override
  public Footprint footprint() {
    return new Footprint(kernels.length, plan.scratchBytes());
  }

  private static KernelTime timed(Step step, long nanoseconds) {
    Buffer first = step.inputs().isEmpty() ? step.output(0) : step.input(0);
    String kernel = step.op().name() + "_" + first.spec().dtype();
    StepWork work = StepWork.of(step);
    return new KernelTime(kernel, "", step, nanoseconds, work.bytes(), work.operations());
  }

  private void runStep(int step) {
    try {
      kernels[step].run();
    } catch (DeviceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DeviceException("cpu: step " + plan.steps().get(step) + " failed: " + e, e);
    }
  }

  @Override
  public void write(Buffer buffer, HostTensor values) {
    Memory.check("the value", buffer.spec(), values.spec());
    System.arraycopy(values.array(), 0, memory.array(buffer), memory.offset(buffer), values.size());
  }

  @Override
  public void read(Buffer buffer, HostTensor values) {
    Memory.check("the value", buffer.spec(), values.spec());
    System.arraycopy(memory.array(buffer), memory.offset(buffer), values.array(), 0, values.size());
  }

  @Override
  public void close() {
    // Arrays are freed when nobody refers to them.
    if (times != null) {
      Debug.tell(times.table());
    }
  }
}
