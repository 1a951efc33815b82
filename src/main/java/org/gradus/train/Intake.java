package org.gradus.train;

import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.data.Scaling;
import org.gradus.device.HostTensor;
import org.gradus.graph.Graph;
import org.gradus.graph.Tensor;
import org.gradus.nn.Model;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;

/**
 * How samples enter a graph: as F32 that the host has scaled, or as bytes that the graph scales.
 *
 * <p>Bytes are a quarter of the copy, and the device converts them with all its threads. Both ways
 * compute (value - shift) * scale in F32 and give the same bits.
 *
 * @param dtype what the host writes
 * @param shift subtracted from bytes
 * @param scale multiplied by then
 */
record Intake(DType dtype, float shift, float scale) {
  /** Samples the host has scaled. */
  static final Intake SCALED = new Intake(DType.F32, 0, 1);

  /** Bytes if the data set holds bytes under one scale for all; else scaled samples. */
  static Intake of(Dataset data, Scaling scaling) {
    float[] shift = scaling.shift();
    float[] scale = scaling.scale();
    return data.dtype() == DType.U8 && shift.length == 1
        ? new Intake(DType.U8, shift[0], scale[0])
        : SCALED;
  }

  /** The input {@code x} for {@code batch} samples, scaled: F32, batch axis first. */
  Tensor write(Graph graph, Shape sample, int batch) {
    return scaled(graph.input(Model.INPUT, spec(sample, batch)));
  }

  /** So many samples as they enter. */
  TensorSpec spec(Shape sample, int count) {
    return new TensorSpec(dtype, Shape.of(count).append(sample.dims()));
  }

  /** So many labels. */
  static TensorSpec labels(int count) {
    return TensorSpec.of(DType.I32, count);
  }

  /** Fills {@code samples}, of this intake's type, and {@code labels} with a batch. */
  void fill(Batches batches, int batch, HostTensor samples, HostTensor labels) {
    if (dtype == DType.U8) {
      batches.fill(batch, samples.bytes(), labels.ints());
    } else {
      batches.fill(batch, samples.floats(), labels.ints());
    }
  }

  /** What entered, scaled: F32. */
  Tensor scaled(Tensor x) {
    return dtype == DType.F32 ? x : x.cast(DType.F32).subtract(shift).multiply(scale);
  }
}
