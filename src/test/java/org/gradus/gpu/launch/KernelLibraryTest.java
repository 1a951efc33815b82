package org.gradus.gpu.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;

class KernelLibraryTest {
  @Test
  void aLineIsAProgramForEachCombinationOfItsMacros() {
    KernelLibrary library =
        KernelLibrary.of(
            """
            # all there is
            fill
            cast FROM=f32,u8 TO=bf16  # both ways are needed

            matmul TILE=64,128 DTYPE=f32
            """);
    assertEquals(
        List.of(
            "fill",
            "cast -DFROM=f32 -DTO=bf16",
            "cast -DFROM=u8 -DTO=bf16",
            "matmul -DDTYPE=f32 -DTILE=64",
            "matmul -DDTYPE=f32 -DTILE=128"),
        library.programs().stream().map(Program::toString).toList());
    assertEquals("cast_u8_bf16", library.programs().get(2).kernel("cast").function());
    library.require(Program.of("matmul", DType.F32).with("TILE", 128));
  }

  @Test
  void whatIsForCudaAloneIsListedByItself() {
    Program sm80 = Program.of("sm80_matmul").typed("DTYPE", "tf32");
    assertEquals("sm80_matmul_aligned_tf32", sm80.kernel("sm80_matmul_aligned").function());
    assertEquals("kernels/cuda/sm80_matmul.cu", sm80.path());
    assertEquals("kernels/portable/unary.cl", Program.of("unary", DType.F32).path());
    assertTrue(
        KernelLibrary.cuda().programs().stream()
            .filter(Program::isForCudaAlone)
            .anyMatch(program -> program.suffix().equals("_tf32")));
    assertTrue(KernelLibrary.portable().programs().stream().noneMatch(Program::isForCudaAlone));
    Exception e =
        assertThrows(IllegalStateException.class, () -> KernelLibrary.cuda().require(sm80));
    assertEquals(
        "kernels/cuda/programs.txt does not list a program that a plan asks for; add the line: "
            + "sm80_matmul DTYPE=tf32",
        e.getMessage());
  }

  @Test
  void aProgramThatIsNotListedIsAnErrorWithTheLineToAdd() {
    KernelLibrary library = KernelLibrary.of("unary DTYPE=f32");
    Exception e =
        assertThrows(
            IllegalStateException.class,
            () -> library.require(Program.of("unary", DType.BF16).with("WIDTH", 4)));
    assertEquals(
        "kernels/portable/programs.txt does not list a program that a plan asks for; "
            + "add the line: unary DTYPE=bf16 WIDTH=4",
        e.getMessage());
  }

  @Test
  void aLineThatSaysSomethingElseIsAnErrorWithItsNumber() {
    assertEquals(
        "kernels/portable/programs.txt line 2: 'f32' is not MACRO=value,value",
        wrong("fill\nunary f32"));
    assertEquals(
        "kernels/portable/programs.txt line 2: unary -DDTYPE=f32 is listed twice",
        wrong("unary DTYPE=bf16,f32\nunary DTYPE=f32"));
  }

  private static String wrong(String list) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> KernelLibrary.of(list)).getMessage());
  }
}
