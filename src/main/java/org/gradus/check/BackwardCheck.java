package org.gradus.check;

import java.util.Map;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.op.DType;
import org.gradus.pass.Retype;
import org.gradus.plan.Plan;

/**
 * A case's backward pass on the device: each step of it against the CPU's F64, from the device's
 * own operands, so that every kernel a gradient needs is seen in the shapes it is needed in.
 */
final class BackwardCheck {
  private final Device device;
  private final CheckingDevice checking;

  BackwardCheck(Device device, Device reference) {
    this.device = device;
    checking = new CheckingDevice(device, reference, _ -> {});
  }

  Verdict check(OpCase one, DType dtype, long seed) {
    Projection projection = new Projection(one, seed);
    Graph graph = Retype.apply(projection.graph(1, true), DType.F32, dtype);
    Map<String, HostTensor> values = Values.retyped(projection.values(), DType.F32, dtype);
    Plan plan = Runs.plan(device, graph, checking.capabilities().memory());
    try (VariableStore store = device.allocate(plan.variables());
        Executable executable = checking.load(plan, store)) {
      Runs.run(executable, store, values);
      return Verdict.GOOD;
    } catch (DeviceException e) {
      return Verdict.failed(
          "%s in %s, backward, seed %d: %s".formatted(one.name(), dtype, seed, e.getMessage()));
    }
  }
}
