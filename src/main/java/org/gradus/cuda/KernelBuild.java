package org.gradus.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.gradus.gpu.launch.KernelLibrary;
import org.jspecify.annotations.Nullable;

/**
 * The part of the build that compiles every kernel for CUDA, if the compiler is there.
 *
 * <p>It fills a folder with an image for each unit, the index of which program is in which image,
 * and {@code build.properties}, which says what was compiled for and by what. Without the compiler
 * images hold the names of their programs alone, which is all that the emulated driver reads.
 */
final class KernelBuild {
  private final Path folder;
  private final List<KernelUnit> units;
  private final boolean asked; // for certain GPUs, so that having no kernels for them is an error
  private final Set<String> written = new HashSet<>();

  private KernelBuild(Path folder, List<KernelUnit> units, boolean asked) {
    this.folder = folder;
    this.units = units;
    this.asked = asked;
  }

  /**
   * Fills the folder {@code args[0]}, keeping what was compiled in {@code args[1]}; {@code args[2]}
   * says for which GPUs if there is none here, as {@code GRADUS_CUDA_ARCHITECTURES} would.
   */
  public static void main(String[] args) throws Exception {
    try {
      Nvcc nvcc = Nvcc.find(System.getenv()).orElse(null);
      run(Path.of(args[0]), Path.of(args[1]), args[2], nvcc, System.getenv());
    } catch (ExecutionException e) {
      System.err.println(e.getCause() == null ? e : e.getCause().getMessage());
      System.exit(1);
    }
  }

  /** As {@link #main}, with this compiler or none. */
  static void run(
      Path folder,
      Path kept,
      String otherwise,
      @Nullable Nvcc nvcc,
      Map<String, String> environment)
      throws IOException, InterruptedException, ExecutionException {
    Files.createDirectories(folder);
    boolean asked = Architectures.areAskedFor(environment);
    List<KernelUnit> units = KernelUnit.of(KernelLibrary.cuda().programs());
    KernelBuild build = new KernelBuild(folder, units, asked);
    if (nvcc == null) {
      build.withoutKernels("nvcc is neither on PATH nor in CUDA_HOME or /usr/local/cuda");
    } else {
      build.withKernels(nvcc, Architectures.of(environment, nvcc, otherwise), kept);
    }
    build.removeOthers();
  }

  private void withKernels(Nvcc nvcc, Architectures architectures, Path kept)
      throws IOException, InterruptedException, ExecutionException {
    if (architectures.isEmpty()) {
      withoutKernels(
          asked
              ? "none were asked for when it was made"
              : "no NVIDIA GPU was here when it was made; made with GRADUS_CUDA_ARCHITECTURES=all"
                  + " it has them for every kind");
      return;
    }
    System.out.println("CUDA kernels: " + architectures);
    KernelCompiler compiler = new KernelCompiler(nvcc, architectures, kept);
    Map<KernelUnit, KernelCompiler.Image> images;
    try {
      images = compiled(compiler);
    } catch (ExecutionException e) {
      String trouble = compiler.trouble();
      if (trouble.isEmpty() || asked) {
        throw e;
      }
      withoutKernels("nvcc compiled nothing when it was made: " + trouble);
      return;
    }
    for (KernelUnit unit : units) {
      KernelCompiler.Image image = images.get(unit);
      put(unit, image == null ? null : image.file());
    }
    writeIndex();
    write(BuildFacts.FILE, new BuildFacts(architectures, compiler.release(), "").text());
    report(images.values(), kept.resolve("report.txt"));
  }

  private void withoutKernels(String why) throws IOException {
    System.out.println("CUDA kernels: none: " + why);
    for (KernelUnit unit : units) {
      put(unit, null);
    }
    writeIndex();
    write(BuildFacts.FILE, new BuildFacts(Architectures.none(), "", why).text());
  }

  /** The images of all units but those that are for other GPUs alone, in the units' order. */
  private Map<KernelUnit, KernelCompiler.Image> compiled(KernelCompiler compiler)
      throws InterruptedException, ExecutionException {
    Map<KernelUnit, Future<KernelCompiler.Image>> futures = new LinkedHashMap<>();
    int processors = Runtime.getRuntime().availableProcessors();
    try (ExecutorService workers = Executors.newFixedThreadPool(processors)) {
      units.stream()
          .filter(compiler::compiles)
          .forEach(unit -> futures.put(unit, workers.submit(() -> compiler.compile(unit))));
    }
    Map<KernelUnit, KernelCompiler.Image> images = new LinkedHashMap<>();
    for (Map.Entry<KernelUnit, Future<KernelCompiler.Image>> future : futures.entrySet()) {
      images.put(future.getKey(), future.getValue().get());
    }
    return images;
  }

  /** Puts an image in place: what was compiled, if anything was, and the programs' names. */
  private void put(KernelUnit unit, @Nullable Path compiled) throws IOException {
    String name = KernelImages.file(unit.name());
    Path image = folder.resolve(name);
    if (compiled == null) {
      Files.deleteIfExists(image);
    } else {
      Files.copy(compiled, image, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(image, unit.labels(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    written.add(name);
  }

  private void writeIndex() throws IOException {
    StringBuilder index = new StringBuilder();
    for (KernelUnit unit : units) {
      unit.programs()
          .forEach(program -> index.append("%s %s%n".formatted(unit.name(), program.line())));
    }
    write(KernelImages.INDEX, index.toString());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
    written.add(name);
  }

  /** What an earlier build left and this one did not write must not get into the jar. */
  private void removeOthers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!written.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  private static void report(Collection<KernelCompiler.Image> images, Path file)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(KernelReport.HEADER));
    for (KernelCompiler.Image image : images) {
      image.report().rows().forEach(row -> lines.add(row.text()));
    }
    Files.write(file, lines);
  }
}
