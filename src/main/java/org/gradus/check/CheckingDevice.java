package org.gradus.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gradus.device.Capabilities;
import org.gradus.device.Device;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Executable;
import org.gradus.device.VariableStore;
import org.gradus.graph.Variables;
import org.gradus.plan.Plan;

/**
 * A device whose steps are each computed again in F64 on the CPU, from the device's own operands;
 * the first that differs by more than its bound stops the run.
 *
 * <p>Plans are made without reuse of memory, so that all values can be looked at after a run. It is
 * slow: every element is computed twice, once of them by the reference kernels.
 */
public final class CheckingDevice implements Device {
  private final Device device;
  private final Device reference;
  private final Consumer<String> told;
  private final CheckCount count = new CheckCount();

  /**
   * A device that does what {@code device} does, and checks it.
   *
   * @param reference the CPU; both devices are closed with this one
   * @param told gets one line at the end that says how many steps agreed, if any ran and none
   *     differed
   */
  public CheckingDevice(Device device, Device reference, Consumer<String> told) {
    this.device = device;
    this.reference = reference;
    this.told = told;
  }

  @Override
  public DeviceInfo info() {
    return device.info();
  }

  /** As the device's own, but no data set is held there: each run reads all variables back. */
  @Override
  public Capabilities capabilities() {
    Capabilities own = device.capabilities();
    return new Capabilities(own.dtypes(), own.kernels(), own.memory().unshared(), 0);
  }

  @Override
  public VariableStore allocate(Variables variables) {
    return device.allocate(variables);
  }

  /** As the device's own; {@code plan} must have been made without reuse of memory. */
  @Override
  public Executable load(Plan plan, VariableStore store) {
    List<StepReference> references = new ArrayList<>();
    plan.steps().forEach(step -> references.add(new StepReference(step, reference)));
    return new CheckingExecutable(device.load(plan, store), store, references, info().id(), count);
  }

  @Override
  public void close() {
    try (reference;
        device) {
      // Both are closed, whatever the first one says.
    }
    count.story().ifPresent(told);
  }
}
