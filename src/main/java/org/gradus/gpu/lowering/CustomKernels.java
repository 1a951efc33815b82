package org.gradus.gpu.lowering;

import java.util.List;
import org.gradus.device.DeviceException;
import org.gradus.gpu.launch.Program;
import org.gradus.op.Custom;
import org.gradus.op.TensorSpec;
import org.gradus.plan.Buffer;

/** Users' own ops. */
final class CustomKernels {
  private static final int GROUP = 256;

  private CustomKernels() {}

  static void lower(Custom op, StepCode code) {
    if (!(op.definition() instanceof GpuCustomOp definition)) {
      throw new DeviceException(
          "%s: has no kernel for GPUs: %s does not implement %s, in step %s"
              .formatted(
                  op.name(),
                  op.definition().getClass().getName(),
                  GpuCustomOp.class.getName(),
                  code.step()));
    }
    List<TensorSpec> inputs = code.step().inputs().stream().map(Buffer::spec).toList();
    Program program =
        Program.custom(definition.kernelName(), definition.kernelSource(), code.outputType(0));
    Call call = code.call(program.kernel(definition.kernelName()));
    for (int i = 0; i < inputs.size(); i++) {
      call.input(i);
    }
    for (int i = 0; i < code.step().outputs().size(); i++) {
      call.pointer(code.outputOrWorkspace(i), code.outputType(i).bytes())
          .moves(code.step().output(i).spec().bytes());
    }
    long items = definition.items(inputs);
    call.of(items).covering(items, GROUP);
  }
}
