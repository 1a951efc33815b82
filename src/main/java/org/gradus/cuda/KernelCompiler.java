package org.gradus.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compiles units into images, and keeps them in a folder.
 *
 * <p>A unit is compiled again only when its text, the kinds of GPU or the compiler have changed:
 * images are named by all of that. Warnings are errors. The assembler's report and the intermediate
 * code lie beside an image, for people and tests. Several processes may share the folder.
 */
final class KernelCompiler {
  private static final List<String> OPTIONS =
      List.of("-fatbin", "-Werror", "all-warnings", "-Xptxas", "-v", "--keep");

  /** Images of this release and later need a driver that can unpack what is packed for size. */
  private static final int PACKING_RELEASE = 13;

  private final Nvcc nvcc;
  private final String release;
  private final List<String> options;
  private final Architectures architectures;
  private final Path kept;

  /**
   * What a unit became.
   *
   * @param file the fat binary
   * @param said what the compiler printed
   * @param report what of that its kernels take
   * @param intermediate the intermediate code
   */
  record Image(Path file, Path said, KernelReport report, Path intermediate) {}

  KernelCompiler(Nvcc nvcc, Architectures architectures, Path kept)
      throws IOException, InterruptedException {
    this.nvcc = nvcc;
    this.kept = Files.createDirectories(kept);
    release = nvcc.release();
    this.architectures = architectures;
    options = options(release);
  }

  /** A release takes images to a quarter that way; of older ones they would need a newer driver. */
  private static List<String> options(String release) {
    List<String> options = new ArrayList<>(OPTIONS);
    if (Integer.parseInt(release.replaceFirst("\\..*", "")) >= PACKING_RELEASE) {
      options.add("--compress-mode=size");
    }
    return List.copyOf(options);
  }

  /** The compiler's release, such as {@code 13.0}. */
  String release() {
    return release;
  }

  /** Whether {@code unit} is for any of the kinds of GPU that are asked for. */
  boolean compiles(KernelUnit unit) {
    return !architectures.of(unit).isEmpty();
  }

  /**
   * The image of {@code unit}, which is one that this {@link #compiles}.
   *
   * @throws IOException if the compiler refuses it; the message holds what it said
   */
  Image compile(KernelUnit unit) throws IOException, InterruptedException {
    String source = unit.source();
    String option = architectures.option(unit);
    Path image = kept.resolve(unit.name() + "-" + fingerprint(source, option) + ".fatbin");
    Path said = kept.resolve(image.getFileName() + ".txt");
    Path ptx = kept.resolve(image.getFileName() + ".ptx");
    if (!Files.exists(image)) {
      Path folder = Files.createTempDirectory(kept, unit.name());
      try {
        Files.writeString(folder.resolve("report"), compile(unit, source, option, folder));
        Files.move(folder.resolve("report"), said, StandardCopyOption.ATOMIC_MOVE);
        Files.move(folder.resolve("kernel.ptx"), ptx, StandardCopyOption.ATOMIC_MOVE);
        Files.move(folder.resolve("image"), image, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(folder);
      }
    }
    return new Image(image, said, KernelReport.of(unit, Files.readString(said)), ptx);
  }

  /**
   * Why the compiler compiles nothing at all, such as a host compiler that it does not find or does
   * not know; empty if it works. It is for telling that from a kernel that is wrong.
   */
  String trouble() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(kept, "nothing");
    try {
      Nvcc.Outcome outcome = run("#include <cuda_fp16.h>\n", architectures.option(), folder);
      return outcome.status() == 0
          ? ""
          : outcome.report().lines().filter(line -> !line.isBlank()).findFirst().orElse("no word");
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private String compile(KernelUnit unit, String source, String option, Path folder)
      throws IOException, InterruptedException {
    Nvcc.Outcome outcome = run(source, option, folder);
    if (outcome.status() != 0) {
      throw new IOException(
          "nvcc does not compile %s:%n%s"
              .formatted(unit.programs().getFirst().path(), outcome.report()));
    }
    return outcome.report();
  }

  private Nvcc.Outcome run(String source, String option, Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("kernel.cu"), source);
    List<String> command = with(option);
    command.addAll(List.of("-o", "image", "kernel.cu"));
    return nvcc.run(command, folder);
  }

  private List<String> with(String option) {
    List<String> all = new ArrayList<>(options);
    all.add(option);
    return all;
  }

  private String fingerprint(String source, String option) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String all = String.join("\n", release, with(option).toString(), source);
      byte[] hash = digest.digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
