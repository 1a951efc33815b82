package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.cli.Finding.State;
import org.gradus.device.Particular;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  @Test
  void looksAtTheJdkTheDevicesAndTheirLibraries() {
    Captured text = Captured.run("doctor");
    assertEquals("", text.err());
    for (String name :
        List.of("JDK", "Vector API", "processors", "memory", "CUDA driver", "OpenCL loader")) {
      assertTrue(text.out().contains(" " + name + " "), name + " in " + text.out());
    }
  }

  @Test
  void printsJsonThatSaysTheSame() {
    Captured text = Captured.run("doctor");
    Captured json = Captured.run("doctor", "--json");
    assertEquals(text.status(), json.status());
    JsonObject root = JsonParser.parseString(json.out()).getAsJsonObject();
    assertEquals(json.status() == 0, root.get("ok").getAsBoolean());
    root.getAsJsonArray("findings")
        .forEach(
            each -> {
              JsonObject finding = each.getAsJsonObject();
              assertTrue(text.out().contains(finding.get("detail").getAsString()));
              assertTrue(text.out().contains(finding.get("remedy").getAsString()));
            });
  }

  @Test
  void tellsWhichJdkToInstall() {
    assertEquals(State.OK, Doctor.jdk(Runtime.Version.parse("25.0.3")).state());
    assertEquals(State.OK, Doctor.jdk(Runtime.Version.parse("25.1+7")).state());
    for (String unfit : List.of("25", "25.0.2+9", "24.0.2", "26")) {
      Finding finding = Doctor.jdk(Runtime.Version.parse(unfit));
      assertEquals(State.PROBLEM, finding.state(), unfit);
      assertTrue(finding.remedy().startsWith("install JDK 25.0.3 or a newer 25"), unfit);
    }
  }

  @Test
  void aParticularWithARemedyIsAProblem() {
    assertEquals(
        Finding.ok("opencl kernel cache", "/cache"),
        Doctor.particular("opencl", new Particular("kernel cache", "/cache", "")));
    assertEquals(
        Finding.problem("opencl kernel cache", "/cache: is a file", "name another"),
        Doctor.particular(
            "opencl", new Particular("kernel cache", "/cache: is a file", "name another")));
  }

  @Test
  void findsTheCompilerOnThePath(@TempDir Path folder) throws IOException {
    Path nvcc = Files.createFile(folder.resolve("nvcc"));
    assertTrue(nvcc.toFile().setExecutable(true));
    Map<String, String> environment = Map.of("PATH", "/absent:" + folder);
    List<Finding> findings = new NativeParts(environment).findings();
    Finding compiler = findings.getLast();
    assertEquals(State.OK, compiler.state());
    assertTrue(compiler.detail().startsWith(nvcc.toString()), compiler.detail());
  }

  @Test
  void aProblemIsToldWithItsRemedy() throws IOException {
    List<Finding> findings =
        List.of(Finding.ok("JDK", "25.0.3"), Finding.problem("memory", "too small", "add some"));
    assertEquals(
        """
        ok       JDK     25.0.3
        problem  memory  too small
                         -> add some
        """,
        DoctorCommand.text(findings));
    JsonObject root = JsonParser.parseString(DoctorCommand.json(findings)).getAsJsonObject();
    assertEquals(false, root.get("ok").getAsBoolean());
  }
}
