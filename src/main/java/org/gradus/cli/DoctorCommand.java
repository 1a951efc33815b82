package org.gradus.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.gradus.cli.Finding.State;
import picocli.CommandLine.Model.CommandSpec;

/** {@code gradus doctor}: what Gradus needs, whether it is there, and what to do if not. */
final class DoctorCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "Shows what Gradus needs (JDK, memory, devices and their libraries), whether it is"
                + " there, and what to do about what is not. Exit status 1 if there is a problem.")
        .addOption(Options.flag("--json", "Print JSON instead of text."));
  }

  @Override
  public int run(Arguments arguments, Console console) throws IOException {
    List<Finding> findings = new Doctor(console.environment()).findings();
    console.out().print(arguments.has("--json") ? json(findings) : text(findings));
    boolean problem = findings.stream().anyMatch(finding -> finding.state() == State.PROBLEM);
    return problem ? Errors.FAILED : 0;
  }

  /** Returns a line for each finding, and one for its remedy where it has one. */
  static String text(List<Finding> findings) {
    int width = findings.stream().mapToInt(finding -> finding.name().length()).max().orElse(0);
    String row = "%-8s %-" + Math.max(1, width) + "s  %s%n";
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(row.formatted(finding.state().word(), finding.name(), finding.detail()));
      if (!finding.remedy().isEmpty()) {
        text.append(row.formatted("", "", "-> " + finding.remedy()));
      }
    }
    return text.toString();
  }

  /** Returns the findings as JSON: an object with {@code ok} and the array {@code findings}. */
  static String json(List<Finding> findings) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("ok");
      json.value(findings.stream().noneMatch(finding -> finding.state() == State.PROBLEM));
      json.name("findings").beginArray();
      for (Finding finding : findings) {
        json.beginObject();
        json.name("name").value(finding.name());
        json.name("state").value(finding.state().word());
        json.name("detail").value(finding.detail());
        json.name("remedy").value(finding.remedy());
        json.endObject();
      }
      json.endArray().endObject();
    }
    return text + System.lineSeparator();
  }
}
