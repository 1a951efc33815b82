package org.gradus.cli;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.gradus.bench.Job;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.graph.Variable;
import org.gradus.io.SafetensorsWriter;
import org.gradus.io.StoredType;
import org.gradus.nn.Model;
import org.gradus.op.Shape;
import org.gradus.pass.Precision;
import org.gradus.random.Streams;

/**
 * The first steps of a job, for an engine that is to take the same.
 *
 * <p>The file holds the model's tensors before the first step under their own names; {@code
 * batches/features} U8 (steps, batch, ...) and {@code batches/labels} I32 (steps, batch) in the
 * order they were taken; {@code losses} F32 (steps). Its texts are the job, whether it is the quick
 * form, the precision, the seed, the scaling's two numbers, and the stream of random numbers of
 * each dropout layer.
 *
 * @param quick whether the model is {@link Job}'s narrow one
 * @param data the samples, as many as the steps took
 * @param losses one a step
 */
record FirstSteps(
    Job job,
    boolean quick,
    Precision precision,
    String device,
    Dataset data,
    int batch,
    List<Double> losses) {
  /** Decides initial weights, order and dropout. */
  static final long SEED = 1;

  private static final int FIRST_EPOCH = 1;

  /** Writes the file, whole or not at all. */
  void write(Path file) {
    SafetensorsWriter writer = new SafetensorsWriter();
    Model model = new Model(job.model(quick), data.sampleShape(), SEED);
    for (Variable variable : model.state()) {
      float[] values = new float[variable.spec().shape().intSize()];
      variable.initial().fill(variable, SEED, values);
      writer.add(variable.name(), variable.spec().shape(), values);
    }
    writer.metadata("job", job.toString());
    writer.metadata("quick", Boolean.toString(quick));
    writer.metadata("precision", precision.toString());
    writer.metadata("device", device);
    writer.metadata("gradus", Version.gradus());
    writer.metadata("seed", Long.toString(SEED));
    for (Model.Row row : model.table()) {
      if (row.layer().startsWith("Dropout(")) {
        int stream = Streams.of("dropout/" + row.name());
        writer.metadata("stream." + row.name(), Integer.toString(stream));
      }
    }
    addBatches(writer);
    writer.add("losses", Shape.of(losses.size()), floats());
    writer.write(file);
  }

  private void addBatches(SafetensorsWriter writer) {
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, data); // a training's own, if none is named
    writer.metadata("scaling.shift", Float.toString(scaling.shift()[0]));
    writer.metadata("scaling.scale", Float.toString(scaling.scale()[0]));
    Batches batches = Batches.training(data, scaling, batch, SEED);
    batches.startEpoch(FIRST_EPOCH);
    int features = data.features();
    byte[] samples = new byte[data.size() * features];
    int[] labels = new int[data.size()];
    byte[] raw = new byte[batch * features];
    int[] some = new int[batch];
    for (int step = 0; step < losses.size(); step++) {
      batches.fill(step, raw, some);
      System.arraycopy(raw, 0, samples, step * raw.length, raw.length);
      System.arraycopy(some, 0, labels, step * batch, batch);
    }
    Shape shape = Shape.of(losses.size(), batch);
    writer.add(
        "batches/features",
        StoredType.U8,
        Shape.of(losses.size(), batch, features),
        MemorySegment.ofArray(samples));
    writer.add("batches/labels", StoredType.I32, shape, MemorySegment.ofArray(labels));
  }

  private float[] floats() {
    float[] floats = new float[losses.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = losses.get(i).floatValue();
    }
    return floats;
  }
}
