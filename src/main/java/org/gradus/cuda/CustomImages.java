package org.gradus.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gradus.device.DeviceException;
import org.gradus.gpu.BinaryCache;
import org.gradus.gpu.launch.KernelSources;
import org.gradus.gpu.launch.Program;

/**
 * Images of users' own kernels, which come as source: nvcc compiles them for the device when a plan
 * first asks for one, and the result is kept on disk.
 */
final class CustomImages {
  private static final String NO_COMPILER =
      "a user's own kernel is compiled by nvcc, which is not on PATH, in CUDA_HOME/bin nor in"
          + " /usr/local/cuda/bin: install NVIDIA's CUDA toolkit";

  private final FoundDevice device;
  private final Optional<Nvcc> nvcc;
  private final BinaryCache cache;

  /** Takes the compiler that {@code environment} leads to, if any, and the user's cache. */
  CustomImages(FoundDevice device, Map<String, String> environment) {
    this.device = device;
    nvcc = Nvcc.find(environment);
    cache = new BinaryCache(BinaryCache.folder("cuda", environment));
  }

  /**
   * The image of {@code program}, and behind it the source under a line with the program's name;
   * only these where there is no compiler. NVIDIA's driver does not look behind an image; the
   * emulated one compiles the source.
   *
   * @throws DeviceException if it does not compile; the message holds what the compiler says
   */
  byte[] image(Program program) {
    String source = KernelSources.text(program);
    byte[] image = nvcc.isPresent() ? compiled(nvcc.get(), program, source) : new byte[0];
    String text = "GRADUS-EMULATED-SOURCE %s\n%s\0".formatted(program.line(), source);
    byte[] behind = text.getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(image, image.length + behind.length);
    System.arraycopy(behind, 0, both, image.length, behind.length);
    return both;
  }

  /** What to do about an image that the driver does not take. */
  String advice() {
    return nvcc.isPresent()
        ? "it was compiled by %s for compute capability %s"
            .formatted(nvcc.get().executable(), capability())
        : NO_COMPILER;
  }

  /** Why none can be made, and what to do; empty if they can. The emulator compiles by itself. */
  String missing() {
    return nvcc.isPresent() || device.isEmulated() ? "" : NO_COMPILER;
  }

  private String capability() {
    return "%d%d".formatted(device.major(), device.minor());
  }

  private byte[] compiled(Nvcc compiler, Program program, String source) {
    List<String> options = new ArrayList<>();
    options.add("-gencode=arch=compute_%s,code=sm_%s".formatted(capability(), capability()));
    program.defines().forEach((macro, value) -> options.add("-D" + macro + "=" + value));
    try {
      String key = BinaryCache.key(source, String.join(" ", options), compiler.release());
      byte[] kept = cache.read(key);
      if (kept != null) {
        return kept;
      }
      byte[] image = compile(compiler, program, source, options);
      cache.write(key, image);
      return image;
    } catch (IOException e) {
      throw new DeviceException("CUDA: %s cannot be compiled: %s".formatted(program.line(), e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException("CUDA: interrupted while nvcc compiled " + program.line(), e);
    }
  }

  private static byte[] compile(Nvcc compiler, Program program, String source, List<String> options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gradus-kernel-");
    Path text = folder.resolve("kernel.cu");
    Path image = folder.resolve("image");
    try {
      Files.writeString(text, source, StandardCharsets.UTF_8);
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-fatbin", "-o", image.toString(), text.toString()));
      Nvcc.Outcome outcome = compiler.run(all, folder);
      if (outcome.status() != 0) {
        throw new DeviceException(
            "CUDA: %s does not compile: %s".formatted(program.line(), outcome.report().strip()));
      }
      return Files.readAllBytes(image);
    } finally {
      Files.deleteIfExists(text);
      Files.deleteIfExists(image);
      Files.delete(folder);
    }
  }
}
