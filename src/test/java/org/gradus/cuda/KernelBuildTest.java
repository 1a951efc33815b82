package org.gradus.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.testing.CudaEmulator;
import org.gradus.testing.CudaEmulator.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of the build that makes images, where nvcc is not. */
final class KernelBuildTest {
  private static final String IMAGES = "org/gradus/kernels/cuda";

  @TempDir private Path folder;

  @Test
  void withoutTheCompilerEveryProgramIsListedAndNamedByAnImage() throws Exception {
    Path images = Files.createDirectories(folder.resolve(IMAGES));
    Files.writeString(images.resolve("unary-0.image"), "an older build's");
    Files.writeString(images.resolve("gone-0.image"), "an older build's");
    KernelBuild.run(images, folder.resolve("kept"), "90a", null, Map.of());
    List<String> index = Files.readAllLines(images.resolve(KernelImages.INDEX));
    long programs =
        KernelLibrary.cuda().programs().stream()
            .filter(program -> !program.isForProcessors())
            .count();
    assertEquals(programs, index.size());
    assertTrue(index.contains("unary-0 unary DTYPE=bf16"), index.toString());
    assertEquals(
        """
        GRADUS-EMULATED unary DTYPE=f32
        GRADUS-EMULATED unary DTYPE=bf16
        GRADUS-EMULATED unary DTYPE=f16

        """,
        Files.readString(images.resolve("unary-0.image")));
    assertFalse(Files.exists(images.resolve("gone-0.image")));
    BuildFacts facts = BuildFacts.of(Files.readString(images.resolve(BuildFacts.FILE)));
    assertEquals(
        "none in this build: nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda",
        facts.toString());
  }

  /** Such as one that knows no host compiler of this machine: it must not stop the build. */
  @Test
  void aCompilerThatCompilesNothingIsAsGoodAsNone() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
    Path broken = folder.resolve("nvcc");
    Files.writeString(
        broken,
        """
        #!/bin/sh
        test "$1" = --version && echo "Cuda compilation tools, release 11.5, V11.5.119" && exit
        echo "error: unsupported GNU version"
        exit 1
        """);
    assertTrue(broken.toFile().setExecutable(true));
    Path images = folder.resolve(IMAGES);
    Path kept = folder.resolve("kept");
    KernelBuild.run(images, kept, "90a", new Nvcc(broken), Map.of());
    assertEquals(
        "none in this build: nvcc compiled nothing when it was made: error: unsupported GNU"
            + " version",
        BuildFacts.of(Files.readString(images.resolve(BuildFacts.FILE))).toString());
    Map<String, String> asked = Map.of("GRADUS_CUDA_ARCHITECTURES", "all");
    assertThrows(
        ExecutionException.class,
        () -> KernelBuild.run(images, kept, "90a", new Nvcc(broken), asked));
  }

  @Test
  void whatTheEmulatorRunsNeedsNoCompiler() throws Exception {
    assumeTrue(CudaEmulator.isThere(), CudaEmulator::remedy);
    KernelBuild.run(folder.resolve(IMAGES), folder.resolve("kept"), "90a", null, Map.of());
    // Before the class path, and so before the images of the build under test.
    Map<String, String> first = Map.of("JAVA_TOOL_OPTIONS", "-Xbootclasspath/a:" + folder);
    Outcome check =
        CudaEmulator.gradus(first, "check", "--device", "cuda", "--quick", "--op", "softmax");
    assertEquals(0, check.status(), check.toString());
    Outcome doctor = CudaEmulator.gradus(first, "doctor");
    assertTrue(
        doctor
            .out()
            .contains(
                "for GPUs: none in this build: nvcc is neither on PATH nor in CUDA_HOME or"
                    + " /usr/local/cuda"),
        doctor.toString());
  }
}
