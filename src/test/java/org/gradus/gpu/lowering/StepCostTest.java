package org.gradus.gpu.lowering;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gradus.bench.Job;
import org.gradus.gpu.PaperDriver;
import org.gradus.graph.Graph;
import org.gradus.loss.Loss;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.optim.Adam;
import org.gradus.pass.Autocast;
import org.gradus.pass.Passes;
import org.gradus.pass.Precision;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.train.Arithmetic;
import org.gradus.train.TrainingStep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Launches and memory of the benchmark's steps, as docs/precision.md has them. */
@Tag("checkout")
final class StepCostTest {
  private static final double MEBI = 1 << 20;

  @ParameterizedTest
  @EnumSource
  void theTableIsRight(Job job) throws IOException {
    List<String> launches = new ArrayList<>();
    List<String> memory = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      Plan plan = plan(job, precision);
      Lowered lowered = Lowering.lower(plan, PaperDriver.TENSOR);
      launches.add(Integer.toString(lowered.launches().size()));
      double mebibytes = (plan.scratchBytes() + lowered.workspaceBytes()) / MEBI;
      memory.add(String.format(Locale.ROOT, "%.1f", mebibytes));
    }
    String row =
        "| `%s` | %s | %s |"
            .formatted(job, String.join(" | ", launches), String.join(" | ", memory));
    String page = Files.readString(Path.of("docs/precision.md"));
    assertTrue(page.contains(row), "docs/precision.md should have the row\n" + row);
  }

  private static Plan plan(Job job, Precision precision) {
    Model model = new Model(job.model(), Shape.of(784), 1);
    Adam adam = new Adam(Job.LEARNING_RATE);
    Arithmetic arithmetic = Arithmetic.of(precision);
    Graph graph = TrainingStep.of(model, Loss.crossEntropy(), adam, job.batch(), arithmetic);
    Graph cast = Autocast.apply(graph, precision);
    return Planner.plan(Passes.standard(cast, new Kernels(PaperDriver.TENSOR)), MemoryModel.BYTES);
  }
}
