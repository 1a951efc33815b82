package org.gradus.gpu.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gradus.op.DType;

/**
 * All programs that can be built of the sources, as {@code programs.txt} of each folder lists them.
 *
 * <p>A line is a file and the values of each macro, such as {@code unary DTYPE=f32,bf16}: one
 * program for each combination. A value that is an element type, and that of {@code DTYPE}, ends
 * the names of its kernels. What follows a {@code #} says why a line is there. The list exists for
 * builds ahead of time, which must know every program before any plan asks for it.
 */
public final class KernelLibrary {
  static final String LIST = "programs.txt";

  private static final String PORTABLE = "kernels/portable/";
  private static final String CUDA = "kernels/cuda/";

  private final Map<String, Program> programs = new LinkedHashMap<>();

  private KernelLibrary() {}

  /** The library of the portable sources. */
  public static KernelLibrary portable() {
    return of(KernelSources.portableList());
  }

  /** The library of the portable sources and of those for CUDA alone. */
  public static KernelLibrary cuda() {
    KernelLibrary library = portable();
    library.add(KernelSources.cudaList(), CUDA + LIST);
    return library;
  }

  /**
   * The library that {@code list} describes.
   *
   * @throws IllegalArgumentException for a line that says something else, or a program listed twice
   */
  static KernelLibrary of(String list) {
    KernelLibrary library = new KernelLibrary();
    library.add(list, PORTABLE + LIST);
    return library;
  }

  private void add(String list, String name) {
    int number = 0;
    for (String line : list.lines().toList()) {
      number++;
      String where = "%s line %d".formatted(name, number);
      String said = line.replaceFirst("#.*", "").strip();
      if (!said.isEmpty()) {
        for (Program program : product(said.split("\\s+"), where)) {
          if (programs.putIfAbsent(program.toString(), program) != null) {
            throw wrong(where, program + " is listed twice");
          }
        }
      }
    }
  }

  private static List<Program> product(String[] words, String where) {
    List<Program> all = List.of(Program.of(words[0]));
    for (int i = 1; i < words.length; i++) {
      if (!words[i].matches("[A-Z][A-Z0-9_]*=\\w+(,\\w+)*")) {
        throw wrong(where, "'" + words[i] + "' is not MACRO=value,value");
      }
      String macro = words[i].substring(0, words[i].indexOf('='));
      List<Program> more = new ArrayList<>();
      for (Program program : all) {
        for (String value : words[i].substring(macro.length() + 1).split(",")) {
          more.add(with(program, macro, value));
        }
      }
      all = more;
    }
    return all;
  }

  private static Program with(Program program, String macro, String value) {
    for (DType dtype : DType.values()) {
      if (dtype.toString().equals(value)) {
        return program.typed(macro, dtype);
      }
    }
    if (macro.equals("DTYPE")) {
      return program.typed(macro, value);
    }
    TreeMap<String, String> defines = new TreeMap<>(program.defines());
    defines.put(macro, value);
    return new Program(program.file(), program.suffix(), defines);
  }

  private static IllegalArgumentException wrong(String where, String what) {
    return new IllegalArgumentException(where + ": " + what);
  }

  /** All programs, in the order of the list. */
  public List<Program> programs() {
    return List.copyOf(programs.values());
  }

  /**
   * Checks that {@code program} is listed, or of a user's own op.
   *
   * @throws IllegalStateException if it is not; the message is the line to add
   */
  public void require(Program program) {
    if (program.text().isEmpty() && !programs.containsKey(program.toString())) {
      throw new IllegalStateException(
          "%s%s does not list a program that a plan asks for; add the line: %s"
              .formatted(program.isForCudaAlone() ? CUDA : PORTABLE, LIST, program.line()));
    }
  }
}
