package org.gradus.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the assembler says that kernels take.
 *
 * @param rows one for each kernel and kind of GPU
 */
record KernelReport(List<Row> rows) {
  private static final Pattern KERNEL =
      Pattern.compile("Compiling entry function '(\\w+)' for 'sm_(\\w+)'");
  private static final Pattern LOCAL =
      Pattern.compile(
          "(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");

  /**
   * A kernel on a kind of GPU.
   *
   * @param program the kernel's, as {@code programs.txt} would list it
   * @param kernel its name
   * @param machine the kind, such as {@code 90a}
   * @param registers of a thread
   * @param sharedBytes of a block, those that the launch adds not counted
   * @param localBytes of a thread: what does not fit into registers, or is indexed
   * @param spillBytes how much a thread stores and loads for want of registers
   */
  record Row(
      String program,
      String kernel,
      String machine,
      int registers,
      int sharedBytes,
      int localBytes,
      int spillBytes) {
    /** The row as text, in columns. */
    String text() {
      return "%-32s sm_%-4s %9d %7d %6d %6d  %s"
          .formatted(kernel, machine, registers, sharedBytes, localBytes, spillBytes, program);
    }
  }

  /** What the columns of {@link Row#text} are. */
  static final String HEADER =
      "%-32s %-7s %9s %7s %6s %6s  %s"
          .formatted("kernel", "GPU", "registers", "shared", "local", "spills", "program");

  /** Keeps an unmodifiable copy. */
  KernelReport {
    rows = List.copyOf(rows);
  }

  /** Reads what {@code nvcc -Xptxas -v} printed of {@code unit}. */
  static KernelReport of(KernelUnit unit, String printed) {
    List<Row> rows = new ArrayList<>();
    String kernel = "";
    String machine = "";
    Matcher local = LOCAL.matcher("");
    for (String line : printed.lines().toList()) {
      Matcher named = KERNEL.matcher(line);
      Matcher used = REGISTERS.matcher(line);
      if (named.find()) {
        kernel = named.group(1);
        machine = named.group(2);
      } else if (line.contains("bytes stack frame")) {
        local = LOCAL.matcher(line);
      } else if (used.find() && !kernel.isEmpty()) {
        boolean frame = local.find(0);
        rows.add(
            new Row(
                unit.programOf(kernel).line(),
                kernel,
                machine,
                Integer.parseInt(used.group(1)),
                number(SHARED.matcher(line)),
                frame ? Integer.parseInt(local.group(1)) : 0,
                frame ? Integer.parseInt(local.group(2)) + Integer.parseInt(local.group(3)) : 0));
        kernel = "";
      }
    }
    return new KernelReport(rows);
  }

  private static int number(Matcher matcher) {
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }
}
