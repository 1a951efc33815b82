package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;

/** Which programs are compiled together, and what the assembler says of them. */
final class KernelUnitTest {
  private static final Program F32 = Program.of("unary", DType.F32);
  private static final Program BF16 = Program.of("unary", DType.BF16);

  @Test
  void programsOfOneFileShareAUnitUnlessTheirKernelsHaveTheSameNames() {
    Program wide = F32.with("WIDE", 4);
    Program processors = F32.with("LANES", 16);
    Program other = Program.of("bias", DType.F32);
    List<KernelUnit> units = KernelUnit.of(List.of(F32, processors, wide, BF16, other));
    assertEquals(
        List.of(
            new KernelUnit("unary-0", List.of(F32, BF16)),
            new KernelUnit("unary-1", List.of(wide)),
            new KernelUnit("bias-0", List.of(other))),
        units);
    assertEquals(
        "GRADUS-EMULATED unary DTYPE=f32\nGRADUS-EMULATED unary DTYPE=bf16\n\n",
        units.getFirst().labels());
    assertEquals(BF16, units.getFirst().programOf("relu_backward_bf16"));
    assertEquals(F32, units.getFirst().programOf("relu_f32"));
  }

  @Test
  void everyProgramForGpusIsInOneUnit() {
    List<Program> programs = KernelLibrary.portable().programs();
    Set<Program> found = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (KernelUnit unit : KernelUnit.of(programs)) {
      assertTrue(names.add(unit.name()), unit.name());
      unit.programs().forEach(program -> assertTrue(found.add(program), program.line()));
    }
    for (Program program : programs) {
      assertEquals(!program.isForProcessors(), found.contains(program), program.line());
    }
  }

  @Test
  void aProgramsMacrosEndWithIt() {
    String source = new KernelUnit("unary-0", List.of(F32, BF16)).source();
    int second = source.indexOf("namespace program1 {");
    assertTrue(source.indexOf("#undef DTYPE\n") < second);
    assertTrue(source.indexOf("#undef GRADUS_DEVICE_H\n") < second);
    assertTrue(source.startsWith("#include <cuda_fp16.h>\n"), source.substring(0, 80));
    assertFalse(source.substring(1).contains("\n#include"));
  }

  @Test
  void theAssemblersReportIsReadByKernelAndGpu() {
    String said =
        """
        ptxas info    : 0 bytes gmem
        ptxas info    : Compiling entry function 'relu_f32' for 'sm_90a'
        ptxas info    : Function properties for relu_f32
            0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
        ptxas info    : Used 12 registers, used 0 barriers
        ptxas info    : Compiling entry function 'relu_bf16' for 'sm_80'
        ptxas info    : Function properties for relu_bf16
            40 bytes stack frame, 8 bytes spill stores, 16 bytes spill loads
        ptxas info    : Used 255 registers, used 1 barriers, 40 bytes cumulative stack size, 1056 bytes smem
        """;
    KernelUnit unit = new KernelUnit("unary-0", List.of(F32, BF16));
    assertEquals(
        List.of(
            new KernelReport.Row("unary DTYPE=f32", "relu_f32", "90a", 12, 0, 0, 0),
            new KernelReport.Row("unary DTYPE=bf16", "relu_bf16", "80", 255, 1056, 40, 24)),
        KernelReport.of(unit, said).rows());
  }
}
