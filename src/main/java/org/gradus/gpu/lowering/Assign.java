package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;

/** A variable that takes a whole value where a flag is not 0; see assign.cl. */
final class Assign {
  private static final int GROUP = 256;
  private static final int IN_FLIGHT = 4;
  private static final int PROCESSOR_GROUP = 16;

  /** Elements a processor's item copies. */
  private static final int RUN = 4096;

  private Assign() {}

  static void lower(StepCode code) {
    DType dtype = code.outputType(0);
    long n = code.outputShape(0).size();
    boolean cpu = code.traits().cpu();
    boolean wide = !cpu && Alignment.of(code.input(0), code.output(0));
    Program program = Copies.program("assign", dtype, code.traits());
    int each = cpu ? RUN : wide ? IN_FLIGHT * Alignment.BYTES / dtype.bytes() : IN_FLIGHT;
    code.call(program.kernel(wide ? "assign_aligned" : "assign"))
        .input(0)
        .input(1)
        .output(0)
        .of(n)
        .covering(Math.ceilDiv(n, each), cpu ? PROCESSOR_GROUP : GROUP);
  }
}
