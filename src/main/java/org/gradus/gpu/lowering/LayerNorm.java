package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Grid;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Place;
import org.gradus.op.Fused;

/** Layer normalisation. */
final class LayerNorm {
  /** Blocks of rows whose shares of dscale and dbias are added up: enough for every device. */
  private static final int BLOCKS = 256;

  private static final int BLOCKS_ON_CPU = 32;

  /** Floats of a share are a multiple of this. */
  private static final int GRAIN = 16;

  /** Items, and vectors of columns, of a group of layer_norm_backward_sums. */
  private static final int GROUP = 256;

  private static final int ACROSS = 32;

  /** Bit of what is wanted: the mean is not taken off. */
  private static final int NOT_CENTRED = 8;

  private LayerNorm() {}

  static void forward(Fused.LayerNorm op, StepCode code) {
    Place y = code.wants(0) ? code.output(0) : code.input(0);
    Rows rows = Rows.of("layer_norm", code, 1, code.input(0), code.input(1), code.input(2), y);
    Call call = code.call(rows.kernel("layer_norm")).input(0).input(1).input(2);
    call.outputIfWanted(0).outputIfWanted(1).outputIfWanted(2);
    rows.launch(call.of(wanted(code, op.centred())).of((float) op.epsilon()));
  }

  static void backward(Fused.LayerNormGradient op, StepCode code) {
    Place dx = code.wants(0) ? code.output(0) : code.input(0);
    Rows rows = Rows.of("layer_norm", code, 2, code.input(0), code.input(1), code.input(4), dx);
    int most = rows.cpu() ? BLOCKS_ON_CPU : BLOCKS;
    long block = Math.ceilDiv(Math.ceilDiv(rows.rows(), most), rows.atOnce()) * rows.atOnce();
    int blocks = block == 0 ? 0 : (int) Math.ceilDiv(rows.rows(), block);
    int pitch = Math.ceilDiv(rows.width(), GRAIN) * GRAIN;
    Place shares = code.workspace(2L * blocks * pitch * Float.BYTES);
    int wanted = wanted(code, op.centred());
    Call call = call(rows.kernel("layer_norm_backward"), code, shares, pitch, block).of(wanted);
    call.moves(2L * blocks * rows.width() * Float.BYTES);
    boolean parameters = code.wants(1) || code.wants(2);
    if (rows.held() || rows.cpu()) {
      rows.launchBlocks(call, blocks);
    } else {
      if (code.wants(0)) {
        rows.launch(call);
      }
      if (parameters) {
        KernelName columns = rows.program().kernel("layer_norm_backward_columns");
        rows.launchColumns(call(columns, code, shares, pitch, block).of(wanted), blocks);
      }
    }
    if (parameters) {
      sums(rows, code, shares, pitch, blocks);
    }
  }

  private static Call call(KernelName kernel, StepCode code, Place shares, int pitch, long block) {
    Call call = code.call(kernel).input(0).input(1).input(2).input(3).input(4);
    call.outputIfWanted(0).pointer(shares, Float.BYTES);
    return call.of(pitch).of(block);
  }

  private static int wanted(StepCode code, boolean centred) {
    return code.wanted() | (centred ? 0 : NOT_CENTRED);
  }

  private static void sums(Rows rows, StepCode code, Place shares, int pitch, int blocks) {
    Call call =
        code.call(rows.program().kernel("layer_norm_backward_sums"))
            .pointer(shares, Float.BYTES)
            .outputIfWanted(1)
            .outputIfWanted(2)
            .moves(2L * blocks * rows.width() * Float.BYTES)
            .of(pitch)
            .of(code.wanted())
            .of(blocks)
            .of(rows.width());
    int vectors = Math.ceilDiv(rows.width(), rows.wide());
    if (rows.cpu()) {
      call.covering(vectors, 1);
    } else {
      call.over(Grid.groups(Math.ceilDiv(vectors, ACROSS), GROUP));
    }
  }
}
