package org.gradus.cuda;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gradus.gpu.launch.KernelSources;
import org.gradus.gpu.launch.Program;

/**
 * Programs that are compiled together, into one image.
 *
 * <p>Half of the time a small program takes is the compiler's start and its own headers. So the
 * programs of one file share a unit as far as the names of their kernels differ: each stands in a
 * namespace of its own, and its macros end with it.
 *
 * @param name the image's, such as {@code reduce-2}
 * @param programs at least one
 */
record KernelUnit(String name, List<Program> programs) {
  private static final Pattern DEFINED = Pattern.compile("(?m)^\\s*#\\s*define\\s+(\\w+)");
  private static final Pattern SYSTEM_HEADER = Pattern.compile("(?m)^#include <[^>\n]+>$");

  /** Keeps an unmodifiable copy. */
  KernelUnit {
    programs = List.copyOf(programs);
  }

  /** All units of {@code programs}, in their order; none of those for processors. */
  static List<KernelUnit> of(List<Program> programs) {
    List<List<Program>> units = new ArrayList<>();
    for (Program program : programs) {
      if (!program.isForProcessors()) {
        unitFor(program, units).add(program);
      }
    }
    List<KernelUnit> named = new ArrayList<>();
    for (List<Program> unit : units) {
      String file = unit.getFirst().file();
      long before = named.stream().filter(each -> each.name.startsWith(file + "-")).count();
      named.add(new KernelUnit(file + "-" + before, unit));
    }
    return named;
  }

  private static List<Program> unitFor(Program program, List<List<Program>> units) {
    for (List<Program> unit : units) {
      boolean sameFile = unit.getFirst().file().equals(program.file());
      boolean sameNames = unit.stream().anyMatch(each -> each.suffix().equals(program.suffix()));
      if (sameFile && !sameNames) {
        return unit;
      }
    }
    List<Program> unit = new ArrayList<>();
    units.add(unit);
    return unit;
  }

  /** The kind of GPU that alone runs it, such as {@code 90a}; empty if all do from 8.0 on. */
  String machine() {
    int generation = programs.getFirst().generation();
    return generation > Architectures.OLDEST ? generation + "a" : "";
  }

  /** The text that the compiler is given. */
  String source() {
    StringBuilder bodies = new StringBuilder();
    Set<String> headers = new LinkedHashSet<>();
    for (int i = 0; i < programs.size(); i++) {
      Program program = programs.get(i);
      String text = KernelSources.text(program);
      SYSTEM_HEADER.matcher(text).results().map(MatchResult::group).forEach(headers::add);
      bodies.append("namespace program%d {\n".formatted(i));
      program
          .defines()
          .forEach((name, value) -> bodies.append("#define %s %s\n".formatted(name, value)));
      bodies.append(SYSTEM_HEADER.matcher(text).replaceAll("")).append("}\n");
      names(program, text).forEach(name -> bodies.append("#undef %s\n".formatted(name)));
    }
    return String.join("\n", headers) + "\n" + bodies;
  }

  private static Set<String> names(Program program, String text) {
    Set<String> names = new LinkedHashSet<>(program.defines().keySet());
    DEFINED.matcher(text).results().map(found -> found.group(1)).forEach(names::add);
    return names;
  }

  /** The program that a kernel of this unit belongs to. */
  Program programOf(String kernel) {
    Program best = programs.getFirst();
    for (Program program : programs) {
      boolean longer = program.suffix().length() > best.suffix().length();
      if (kernel.endsWith(program.suffix()) && (longer || !kernel.endsWith(best.suffix()))) {
        best = program;
      }
    }
    return best;
  }

  /** What the emulated driver reads behind the image: a line for each program and an empty one. */
  String labels() {
    return programs.stream()
        .map(program -> "GRADUS-EMULATED " + program.line() + "\n")
        .collect(Collectors.joining("", "", "\n"));
  }
}
