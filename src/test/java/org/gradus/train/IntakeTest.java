package org.gradus.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.data.Scaling.Kind;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntakeTest {
  private static final Shape SAMPLE = Shape.of(3, 5);
  private static final int SIZE = 17;

  private static Dataset bytes() {
    byte[] pixels = new byte[SIZE * SAMPLE.intSize()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7);
    }
    return Dataset.ofBytes("bytes", pixels, SAMPLE, new int[SIZE], List.of("a", "b"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void bytesScaledInTheGraphHaveTheHostsBits(Kind kind) {
    Dataset data = bytes();
    Scaling scaling = Scaling.fit(kind, data);
    Intake intake = Intake.of(data, scaling);
    assertEquals(DType.U8, intake.dtype());
    Batches batches = Batches.evaluation(data, scaling, SIZE);
    float[] scaled = new float[SIZE * SAMPLE.intSize()];
    batches.fill(0, scaled, new int[SIZE]);
    byte[] raw = new byte[scaled.length];
    batches.fill(0, raw, new int[SIZE]);

    Graph graph = new Graph();
    graph.output("scaled", intake.write(graph, SAMPLE, SIZE));
    try (Device device = Devices.open("cpu");
        VariableStore store = device.allocate(graph.variables());
        Executable executable = device.compile(graph, store)) {
      executable.write(Model.INPUT, HostTensor.of(Shape.of(SIZE, 3, 5), raw));
      executable.run();
      assertArrayEquals(scaled, executable.read("scaled").floats());
    }
  }

  @Test
  void tablesAreScaledByTheHost() {
    float[] values = {1, 2, 3, 4, 5, 6};
    Dataset data =
        Dataset.ofFloats("table", values, Shape.of(2), new int[3], new ArrayList<>(List.of("a")));
    Scaling scaling = Scaling.fit(Kind.STANDARDISED, data);
    assertEquals(Intake.SCALED, Intake.of(data, scaling));
  }
}
