package org.gradus.report;

import java.util.List;
import org.gradus.bench.DeviceResult;
import org.gradus.bench.Failure;

/** What the page about a device says in words. */
final class DeviceNotes {
  private DeviceNotes() {}

  /** Returns what everyone has to know before the first figure. */
  static String html(DeviceResult result) {
    StringBuilder html = new StringBuilder();
    if (result.surroundings().device().hardware().emulated()) {
      alarm(
          html,
          "Measured on the emulated CUDA device: a processor's times. No figure on this page is a"
              + " GPU's.");
    }
    if (result.surroundings().quick()) {
      alarm(html, "Tiny sizes (--quick): they show that everything runs, and no speed.");
    }
    if (!result.complete()) {
      alarm(html, "The run was ended before all was measured.");
    }
    if (!result.failures().isEmpty()) {
      int count = result.failures().size();
      String things = count == 1 ? "1 thing is" : count + " things are";
      alarm(html, things + " wrong or could not be measured: see the failures below.");
    }
    return html.toString();
  }

  private static void alarm(StringBuilder html, String text) {
    html.append("<p class=\"alarm\">").append(Html.text(text)).append("</p>\n");
  }

  static String roofline() {
    return "Each kernel's operations a second over its operations per byte. The slope is the"
        + " fastest copy, the flat lines the fastest matrix product of each type, whoever's"
        + " it is. A product's operations are its multiplications and additions; for the"
        + " others each element of an elementwise result counts one, whatever the function,"
        + " and each element that is summed up. Kernels that only move elements have none:"
        + " they are not in this picture but in the next, Memory.";
  }

  static String memory(DeviceResult result) {
    return "Bytes that have to be read and written, a second, by family; each case moves %s bytes or"
            .formatted(Numbers.grouped(result.traffic()))
        + " works on so many operands that they have left the caches. Batch norm's matrices count"
        + " twice.";
  }

  static String training(DeviceResult result) {
    String data = result.data().isEmpty() ? "Not measured." : "On " + result.data() + ".";
    return Html.text(data)
        + " Precision f32; TF32 and bf16 are not measured yet. Memory is that of the step and of"
        + " all variables, the data among them where the device holds it.";
  }

  static String products(DeviceResult result) {
    boolean library = result.kernels().stream().anyMatch(row -> row.provider().equals("cublas"));
    return library
        ? "Medians; the last column is above 1 where Gradus is faster."
        : "Medians. cuBLAS: not measured, " + Html.text(result.cublas());
  }

  /** Returns a section, or nothing where nothing failed. */
  static String failures(List<Failure> failures) {
    if (failures.isEmpty()) {
      return "";
    }
    Table table = new Table().text("part").text("what").text("why");
    failures.forEach(failure -> table.row(failure.part(), failure.what(), failure.message()));
    return "<section>\n<h2>Failures</h2>\n<div class=\"scroll\"><table class=\"rows wrapped\">\n"
        + table.html()
        + "</table></div>\n</section>\n\n";
  }
}
