package org.gradus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gradus.bench.Job;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Variable;
import org.gradus.io.SafetensorsFile;
import org.gradus.io.StoredType;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.train.TrainingStep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another engine can repeat what Gradus does first, and PyTorch's jobs are Gradus's. */
final class FirstStepsTest {
  private static final int STEPS = 3;
  private static final int BATCH = 8;
  private static final Shape SAMPLE = Shape.of(28, 28);
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
  private static final String PEER = "bench/peers/torch/peer";

  @TempDir Path folder;

  @Test
  void whoBeginsWithTheFileTakesTheSameSteps() {
    for (Job job : List.of(Job.SMALL, Job.LARGE)) {
      try (SafetensorsFile file = SafetensorsFile.open(written(job))) {
        float[] expected = file.floats("losses");
        assertEquals(STEPS, expected.length);
        Model model = new Model(job.model(), SAMPLE, Long.parseLong(file.metadata().get("seed")));
        Graph graph = TrainingStep.of(model, Loss.crossEntropy(), new Adam(1e-3), BATCH);
        try (Device cpu = Devices.plain("cpu");
            VariableStore store = cpu.allocate(graph.variables());
            Executable executable = cpu.compile(graph, store)) {
          begin(store, model, file);
          for (int step = 0; step < STEPS; step++) {
            assertEquals(expected[step], step(executable, file, step), job + ", step " + step);
          }
        }
      }
    }
  }

  private Path written(Job job) {
    Path file = folder.resolve(job + ".safetensors");
    Captured run =
        Captured.run(
            "bench",
            "first-steps",
            "--job",
            job.toString(),
            "--steps",
            Integer.toString(STEPS),
            "--batch",
            Integer.toString(BATCH),
            "--out",
            file.toString());
    assertEquals(0, run.status(), run.err());
    return file;
  }

  private static void begin(VariableStore store, Model model, SafetensorsFile file) {
    store.initialize(0); // slots and counters; all else comes from the file
    HostTensor rates = HostTensor.allocate(store.variables().get(TrainingStep.RATES).spec());
    for (int i = 0; i < rates.size(); i++) {
      rates.set(i, (float) 1e-3);
    }
    store.write(store.variables().get(TrainingStep.RATES), rates);
    for (Variable variable : model.state()) {
      HostTensor values = HostTensor.allocate(variable.spec());
      file.read(variable.name(), StoredType.F32, MemorySegment.ofArray(values.floats()));
      store.write(variable, values);
    }
  }

  private static float step(Executable executable, SafetensorsFile file, int step) {
    float shift = Float.parseFloat(file.metadata().get("scaling.shift"));
    float scale = Float.parseFloat(file.metadata().get("scaling.scale"));
    byte[] raw = new byte[STEPS * BATCH * SAMPLE.intSize()];
    file.read("batches/features", StoredType.U8, MemorySegment.ofArray(raw));
    int[] labels = new int[STEPS * BATCH];
    file.read("batches/labels", StoredType.I32, MemorySegment.ofArray(labels));
    HostTensor x = HostTensor.allocate(executable.plan().input(Model.INPUT).spec());
    HostTensor y = HostTensor.allocate(executable.plan().input(TrainingStep.LABELS).spec());
    for (int i = 0; i < x.size(); i++) {
      x.floats()[i] = ((raw[step * x.size() + i] & 0xFF) - shift) * scale;
    }
    System.arraycopy(labels, step * BATCH, y.ints(), 0, BATCH);
    executable.write(Model.INPUT, x);
    executable.write(TrainingStep.LABELS, y);
    executable.run();
    return executable.read(TrainingStep.LOSS).floats()[0];
  }

  @Test
  void theJobsOfPyTorchHaveTheSameTensorsAndSettings() throws Exception {
    assumeTrue(python("sys") != null, "there is no python3");
    JsonObject described =
        JsonParser.parseString(printed(List.of(PEER, "describe"))).getAsJsonObject();
    JsonObject adam = described.getAsJsonObject("optimizer");
    Adam own = new Adam(1e-3);
    assertEquals(own.lr(), adam.get("lr").getAsDouble());
    assertEquals(own.beta1(), adam.getAsJsonArray("betas").get(0).getAsDouble());
    assertEquals(own.beta2(), adam.getAsJsonArray("betas").get(1).getAsDouble());
    assertEquals(own.epsilon(), adam.get("eps").getAsDouble());
    assertEquals(own.weightDecay(), adam.get("weight_decay").getAsDouble());
    compare(described.getAsJsonArray("jobs"), false);
    compare(described.getAsJsonArray("quick"), true);
  }

  private static void compare(JsonArray described, boolean quick) {
    Map<String, JsonObject> jobs = new TreeMap<>();
    for (JsonElement job : described) {
      jobs.put(job.getAsJsonObject().get("job").getAsString(), job.getAsJsonObject());
    }
    for (Job job : Job.values()) {
      compare(job, quick, requireNonNull(jobs.get(job.toString()), job + " is not described"));
    }
  }

  private static void compare(Job job, boolean quick, JsonObject described) {
    Model model = new Model(job.model(quick), SAMPLE, 1);
    assertEquals(job.batch(quick), described.get("batch").getAsInt());
    assertEquals(model.parameterCount(), described.get("parameters").getAsLong());
    Map<String, String> own = new TreeMap<>();
    model.state().forEach(v -> own.put(v.name(), v.spec().shape().toString().replace(" ", "")));
    Map<String, String> others = new TreeMap<>();
    described
        .getAsJsonObject("tensors")
        .entrySet()
        .forEach(tensor -> others.put(tensor.getKey(), tensor.getValue().toString()));
    assertEquals(own, others);
  }

  @Test
  void pyTorchTakesTheSameSteps() throws Exception {
    String python = python("torch");
    assumeTrue(python != null, "no Python here has PyTorch");
    List<String> command = new ArrayList<>(List.of(python, PEER, "agree", "--device", "cpu"));
    for (Job job : List.of(Job.SMALL, Job.LARGE)) {
      command.add(written(job).toString());
    }
    assertEquals(2, printed(command).lines().filter(line -> line.contains("\"result\"")).count());
  }

  /** The first Python that has the module, or null. */
  private static @Nullable String python(String module) throws InterruptedException {
    for (String python : PYTHONS) {
      try {
        Process process = new ProcessBuilder(python, "-c", "import " + module).start();
        if (process.waitFor() == 0) {
          return python;
        }
      } catch (IOException e) {
        // That one is not here; the next may be.
      }
    }
    return null;
  }

  /** What a command prints that has to end well. */
  private static String printed(List<String> command) throws IOException, InterruptedException {
    Path errors = Path.of("target", "first-steps-errors.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), () -> printed + " and what is in " + errors);
    return printed;
  }
}
