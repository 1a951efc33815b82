package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.gpu.launch.Program;
import org.gradus.op.DType;
import org.junit.jupiter.api.Test;

/** For which GPUs kernels are compiled, and on which they run. */
final class ArchitecturesTest {
  @Test
  void wordsNameThem() {
    assertEquals(
        "sm_80, sm_86, sm_89, sm_90a, sm_100, sm_120 and PTX of compute_80",
        Architectures.of("all").toString());
    assertEquals(
        "-gencode=arch=compute_80,code=[sm_80,sm_90a,compute_80]",
        Architectures.of("80,90a").option());
    assertTrue(Architectures.of("none").isEmpty());
    assertEquals(
        "GRADUS_CUDA_ARCHITECTURES: 'hopper' is neither all, none nor a list such as 80,90a, from"
            + " 80 on",
        refusal("hopper"));
    assertTrue(refusal("80,75").contains("'80,75'"));
  }

  private static String refusal(String asked) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Architectures.of(asked)).getMessage());
  }

  @Test
  void codeRunsOnItsGenerationAndIntermediateCodeOnAllThatCome() {
    Architectures ampere = new Architectures(List.of("80"), false);
    assertTrue(ampere.suits(80) && ampere.suits(86));
    assertFalse(ampere.suits(90) || ampere.suits(75));
    Architectures hopper = new Architectures(List.of("90a"), false);
    assertTrue(hopper.suits(90));
    assertFalse(hopper.suits(100) || hopper.suits(89));
    assertTrue(new Architectures(List.of(), true).suits(120));
    assertFalse(Architectures.of("all").suits(75));
    assertFalse(Architectures.none().suits(80));
  }

  @Test
  void whatIsForOneKindAloneIsCompiledForItAlone() {
    KernelUnit all = new KernelUnit("unary-0", List.of(Program.of("unary", DType.BF16)));
    KernelUnit old = new KernelUnit("sm80_one-0", List.of(Program.of("sm80_one", DType.BF16)));
    KernelUnit one = new KernelUnit("sm90_one-0", List.of(Program.of("sm90_one", DType.BF16)));
    Architectures asked = Architectures.of("80,90a");
    assertEquals(asked.option(), asked.option(all));
    assertEquals(asked.option(), asked.option(old));
    assertEquals("-gencode=arch=compute_90a,code=[sm_90a]", asked.option(one));
    assertEquals(Architectures.of("80,89"), Architectures.of("80,89").of(old));
    assertTrue(Architectures.of("80,89").of(one).isEmpty());
  }

  @Test
  void factsSurviveTheBuild() {
    BuildFacts facts = new BuildFacts(Architectures.of("86,90a"), "12.8", "");
    assertEquals(facts, BuildFacts.of(facts.text()));
    assertEquals(
        "sm_86, sm_90a and PTX of compute_80, by nvcc 12.8; they need a driver for CUDA 12.0,"
            + " version 525 or newer",
        facts.toString());
    BuildFacts none = new BuildFacts(Architectures.none(), "", "there is no nvcc");
    assertEquals(none, BuildFacts.of(none.text()));
    assertEquals("none in this build: there is no nvcc", none.toString());
  }
}
