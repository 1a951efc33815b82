package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Place;
import org.gradus.op.Fused;

/** Batch normalisation. */
final class BatchNorm {
  private BatchNorm() {}

  static void forward(Fused.BatchNorm op, StepCode code) {
    Columns columns = columns("batch_norm", code, code.input(0));
    if (columns.channels() == 0) {
      return;
    }
    Place shares = columns.shares(code);
    Call sums = code.call(columns.kernel("batch_norm_sums")).input(0);
    columns.launch(perBlock(columns, code, sums).pointer(shares, Float.BYTES));
    Place factors = Columns.floats(code, 3L * columns.pitch());
    Call statistics = code.call(columns.kernel("batch_norm_statistics"));
    statistics.pointer(code.input(0), code.inputType(0).bytes()).input(1).input(2);
    statistics.outputIfWanted(1).outputIfWanted(2);
    statistics.pointer(shares, Float.BYTES).pointer(factors, Float.BYTES);
    columns.launchChannels(statistics.of(code.wanted()).of((float) op.epsilon()));
    if (code.wants(0)) {
      apply("batch_norm", columns, code, factors, 0);
    }
  }

  static void backward(Fused.BatchNormGradient op, StepCode code) {
    Columns columns = columns("batch_norm_backward", code, code.input(4));
    if (columns.channels() == 0) {
      return;
    }
    Place shares = columns.shares(code);
    Call sums = code.call(columns.kernel("batch_norm_backward_sums")).input(0).input(2).input(4);
    columns.launch(perBlock(columns, code, sums).pointer(shares, Float.BYTES));
    Place factors = Columns.floats(code, 4L * columns.pitch());
    int bytes = code.inputType(0).bytes();
    Call statistics = code.call(columns.kernel("batch_norm_backward_statistics"));
    statistics.pointer(code.input(0), bytes).input(1).input(2).input(3);
    statistics.pointer(code.input(4), bytes).outputIfWanted(1).outputIfWanted(2);
    statistics.pointer(shares, Float.BYTES).pointer(factors, Float.BYTES);
    columns.launchChannels(statistics.of(code.wanted()).of((float) op.epsilon()));
    if (code.wants(0)) {
      apply("batch_norm_backward", columns, code, factors, 0, 4);
    }
  }

  /** The columns of x, operand 0, beside which {@code other} is read. */
  private static Columns columns(String file, StepCode code, Place other) {
    Place x = code.input(0);
    return Columns.of(file, code, x, other, code.wants(0) ? code.output(0) : x);
  }

  /** On processors each block spreads a number of each channel over the columns. */
  private static Call perBlock(Columns columns, StepCode code, Call call) {
    if (!columns.cpu()) {
      return call;
    }
    long count = (long) columns.blocks() * columns.pitch();
    return call.pointer(Columns.floats(code, count), Float.BYTES);
  }

  /** Makes result 0 of operands and the factors of each column. */
  private static void apply(
      String kernel, Columns columns, StepCode code, Place factors, int... operands) {
    int bytes = code.inputType(0).bytes();
    Call whole = code.call(columns.kernel(kernel));
    Call rest = code.call(columns.kernel(kernel));
    long from = columns.rows() * columns.columns() * bytes;
    for (int operand : operands) {
      whole.input(operand);
      rest.pointer(after(code.input(operand), from), bytes);
    }
    whole.output(0).pointer(factors, Float.BYTES);
    rest.pointer(after(code.output(0), from), bytes).pointer(factors, Float.BYTES);
    columns.launchPlain(whole);
    if (columns.remaining() > 0) {
      columns.launchRemaining(rest);
    }
  }

  private static Place after(Place place, long bytes) {
    return new Place(place.region(), place.offset() + bytes);
  }
}
