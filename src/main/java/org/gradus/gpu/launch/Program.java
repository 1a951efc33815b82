package org.gradus.gpu.launch;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gradus.op.DType;

/**
 * A kernel file built with certain definitions, such as {@code unary} with {@code DTYPE=bf16}.
 *
 * @param file the file's name in {@code kernels/portable} without its ending, or, if it begins with
 *     a kind of GPU as {@code sm80_matmul} does, in {@code kernels/cuda}
 * @param suffix what the definitions add to the names of its kernels, such as {@code _bf16}
 * @param defines the macros that are defined, by name
 * @param text the source that a user's own op brings, in place of a file; else empty
 */
public record Program(String file, String suffix, SortedMap<String, String> defines, String text) {
  /** Keeps an unmodifiable copy. */
  public Program {
    defines = Collections.unmodifiableSortedMap(new TreeMap<>(defines));
  }

  /** A file with definitions. */
  public Program(String file, String suffix, SortedMap<String, String> defines) {
    this(file, suffix, defines, "");
  }

  /** A file without definitions. */
  public static Program of(String file) {
    return new Program(file, "", new TreeMap<>());
  }

  /** A source that is in no file, known as {@code name}, for one element type. */
  public static Program custom(String name, String text, DType dtype) {
    return new Program(name, "", new TreeMap<>(), text).typed("DTYPE", dtype);
  }

  /** A file for one element type, {@code DTYPE}. */
  public static Program of(String file, DType dtype) {
    return of(file).typed("DTYPE", dtype);
  }

  /** The same with one more macro that is an element type, which the kernels' names end in. */
  public Program typed(String macro, DType dtype) {
    return typed(macro, dtype.toString());
  }

  /** The same for what is a type to kernels alone, such as {@code tf32}. */
  public Program typed(String macro, String type) {
    TreeMap<String, String> more = new TreeMap<>(defines);
    more.put(macro, type);
    return new Program(file, suffix + "_" + type, more, text);
  }

  /** The same with one more macro, which does not show in the kernels' names. */
  public Program with(String macro, int value) {
    TreeMap<String, String> more = new TreeMap<>(defines);
    more.put(macro.toUpperCase(Locale.ROOT), Integer.toString(value));
    return new Program(file, suffix, more, text);
  }

  /** The kernel of this program whose name without the suffix is {@code name}. */
  public KernelName kernel(String name) {
    return new KernelName(this, name + suffix);
  }

  /** The compiler's options, such as {@code -DDTYPE=f32}, in the order of their names. */
  public String options() {
    return defines.entrySet().stream()
        .map(define -> "-D" + define.getKey() + "=" + define.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The program as a line of {@code programs.txt}, such as {@code unary DTYPE=f32}. */
  public String line() {
    return toString().replace("-D", "");
  }

  /** Whether this is for processor cores; such programs compute with vectors that GPUs lack. */
  public boolean isForProcessors() {
    return defines.containsKey("CPU") || !"1".equals(defines.getOrDefault("LANES", "1"));
  }

  /** Whether this is CUDA C++ that OpenCL's compilers do not know. */
  public boolean isForCudaAlone() {
    return file.matches("sm\\d+_\\w+");
  }

  /**
   * The compute capability that the file's name begins with, 90 of {@code sm90_matmul}; 0 of files
   * in {@code kernels/portable}.
   */
  public int generation() {
    return isForCudaAlone() ? Integer.parseInt(file.substring(2, file.indexOf('_'))) : 0;
  }

  /** The file, from the root of the sources. */
  public String path() {
    return isForCudaAlone() ? "kernels/cuda/" + file + ".cu" : "kernels/portable/" + file + ".cl";
  }

  @Override
  public String toString() {
    return defines.isEmpty() ? file : file + " " + options();
  }
}
