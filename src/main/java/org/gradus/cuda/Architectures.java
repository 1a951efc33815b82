package org.gradus.cuda;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of GPU that kernels are compiled for.
 *
 * @param machines compute capabilities as the compiler writes them, such as {@code 90a}
 * @param intermediate whether intermediate code is kept too, which drivers compile for other GPUs
 */
record Architectures(List<String> machines, boolean intermediate) {
  /** The oldest capability: all code is made of its intermediate code. */
  static final int OLDEST = 80;

  private static final String VARIABLE = "GRADUS_CUDA_ARCHITECTURES";
  private static final List<String> ALL = List.of("80", "86", "89", "90a", "100", "120");

  /** Keeps an unmodifiable copy. */
  Architectures {
    machines = List.copyOf(machines);
  }

  /** No kind at all. */
  static Architectures none() {
    return new Architectures(List.of(), false);
  }

  /** Whether there is no kind at all. */
  boolean isEmpty() {
    return machines.isEmpty() && !intermediate;
  }

  /**
   * What {@code GRADUS_CUDA_ARCHITECTURES} asks for: {@code all}, {@code none} or a list such as
   * {@code 80,90a}; without it the GPUs of this machine alone, with intermediate code for those
   * that {@code nvcc} does not know yet, and {@code otherwise} where there are none.
   *
   * @throws IllegalArgumentException if it says something else
   */
  static Architectures of(Map<String, String> environment, Nvcc nvcc, String otherwise)
      throws IOException, InterruptedException {
    if (areAskedFor(environment)) {
      return of(environment.getOrDefault(VARIABLE, "").strip());
    }
    List<String> here = here();
    if (here.isEmpty()) {
      return of(otherwise);
    }
    Set<Integer> compiled = nvcc.capabilities();
    List<String> known = here.stream().filter(each -> compiled.contains(number(each))).toList();
    return new Architectures(known, known.size() < here.size());
  }

  /** Whether {@code GRADUS_CUDA_ARCHITECTURES} is set. */
  static boolean areAskedFor(Map<String, String> environment) {
    return !environment.getOrDefault(VARIABLE, "").isBlank();
  }

  /** The architectures that {@code asked} names. */
  static Architectures of(String asked) {
    if (asked.equals("all")) {
      return new Architectures(ALL, true);
    }
    if (asked.equals("none")) {
      return none();
    }
    List<String> machines = Arrays.asList(asked.split(","));
    for (String machine : machines) {
      if (!machine.matches("\\d{2,3}[af]?") || number(machine) < OLDEST) {
        throw new IllegalArgumentException(
            "%s: '%s' is neither all, none nor a list such as 80,90a, from %d on"
                .formatted(VARIABLE, asked, OLDEST));
      }
    }
    return new Architectures(machines, true);
  }

  /** The GPUs that NVIDIA's driver shows here, as far as they are not too old. */
  private static List<String> here() throws InterruptedException {
    Set<String> machines = new LinkedHashSet<>();
    List<String> query = List.of("--query-gpu=compute_cap", "--format=csv,noheader");
    for (String line : said("nvidia-smi", query).lines().map(String::strip).toList()) {
      if (line.matches("\\d+\\.\\d")) {
        String capability = line.replace(".", "");
        machines.add(capability.equals("90") ? "90a" : capability);
      }
    }
    return machines.stream().filter(machine -> number(machine) >= OLDEST).toList();
  }

  private static String said(String program, List<String> options) throws InterruptedException {
    try {
      return Nvcc.run(program, options, Path.of(".")).report();
    } catch (IOException e) {
      return ""; // there is no such program, so there is no driver
    }
  }

  private static int number(String machine) {
    return Integer.parseInt(machine.replaceFirst("[af]$", ""));
  }

  /**
   * The compiler's option. Kernels are translated once, for the oldest GPU, and assembled for each:
   * the intermediate code for newer ones would be the same, line for line.
   */
  String option() {
    return option(Integer.toString(OLDEST));
  }

  /**
   * The compiler's option for {@code unit}. What is for one kind of GPU alone is translated for
   * that kind, whose instructions others lack.
   */
  String option(KernelUnit unit) {
    return unit.machine().isEmpty() ? option() : of(unit).option(unit.machine());
  }

  private String option(String translated) {
    List<String> codes = new ArrayList<>(machines.stream().map(each -> "sm_" + each).toList());
    if (intermediate) {
      codes.add("compute_" + translated);
    }
    return "-gencode=arch=compute_%s,code=[%s]".formatted(translated, String.join(",", codes));
  }

  /** Those of them on which {@code unit} runs: all, or the one it is for, or none. */
  Architectures of(KernelUnit unit) {
    String machine = unit.machine();
    return machine.isEmpty()
        ? this
        : new Architectures(machines.contains(machine) ? List.of(machine) : List.of(), false);
  }

  /** Whether a GPU of this compute capability, 90 for 9.0, can run what was compiled. */
  boolean suits(int capability) {
    if (intermediate && capability >= OLDEST) {
      return true;
    }
    return machines.stream().anyMatch(machine -> suits(machine, capability));
  }

  /** Code runs on its own kind and later ones of the same generation; with a letter it does not. */
  private static boolean suits(String machine, int capability) {
    int number = number(machine);
    return machine.endsWith("a")
        ? number == capability
        : number / 10 == capability / 10 && number <= capability;
  }

  @Override
  public String toString() {
    String all = machines.isEmpty() ? "" : "sm_" + String.join(", sm_", machines);
    String ptx = intermediate ? "PTX of compute_" + OLDEST : "";
    return all + (all.isEmpty() || ptx.isEmpty() ? "" : " and ") + ptx;
  }
}
