package org.gradus.gpu.lowering;

import org.gradus.gpu.launch.Program;
import org.gradus.op.Elementwise;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Shape;

/** Elementwise ops. */
final class Pointwise {
  /** Elements of an item that casts: 8 to 32 bytes. */
  private static final int CAST_RUN = 8;

  private Pointwise() {}

  static void lower(Elementwise op, StepCode code) {
    switch (op) {
      case Unary unary -> unary(unary.name(), unary.parameter(), code);
      case UnaryGradient rule -> unary(rule.kind() + "_backward", rule.parameter(), code);
      case Elementwise.Binary binary -> stretched("binary", binary.name(), code);
      case Elementwise.Compare compare -> stretched("compare", compare.name(), code);
      case Elementwise.Select ignored -> stretched("select", "select", code);
      case Elementwise.Cast ignored -> cast(code);
    }
  }

  /** A function of one variable, or its chain rule. */
  private static void unary(String name, double parameter, StepCode code) {
    long n = code.outputShape(0).size();
    Items items = Items.of(code, 1, n, Items.vector(code.inputType(0).bytes()));
    Call call = code.call(items.kernel(Program.of("unary", code.inputType(0)), name));
    operands(call, code).of(n).of((float) parameter).over(items.flat(n));
  }

  private static void cast(StepCode code) {
    if (code.inputType(0) == code.outputType(0)) {
      Copies.whole(code);
      return;
    }
    long n = code.outputShape(0).size();
    Items items = Items.of(code, 1, n, CAST_RUN);
    Program program =
        Program.of("cast").typed("FROM", code.inputType(0)).typed("TO", code.outputType(0));
    operands(code.call(items.kernel(program, "cast")), code).of(n).over(items.flat(n));
  }

  /** An op whose operands may broadcast; the last one has the element type that is worked on. */
  private static void stretched(String file, String name, StepCode code) {
    int count = code.step().inputs().size();
    Program program = Program.of(file, code.inputType(count - 1));
    int vector = Items.vector(code.inputType(count - 1).bytes());
    Shape[] shapes = new Shape[count];
    for (int i = 0; i < count; i++) {
      shapes[i] = code.inputShape(i);
    }
    Stretch stretch = Stretch.of(code.outputShape(0), shapes);
    long rows = stretch.rows();
    long columns = stretch.columns();
    Items items = Items.of(code, rows, columns, vector);
    if (stretch.isFlat()) {
      Call call = code.call(items.kernel(program, name));
      operands(call, code).of(columns).over(items.flat(columns));
      return;
    }
    Call call = code.call(items.kernel(program, name + "_rows"));
    operands(call, code).of(rows).of(columns).of(items.blocks(columns));
    for (int i = 0; i < count; i++) {
      call.of(stretch.stride(i)).of(stretch.step(i));
    }
    call.table(stretch.table()).of(stretch.outer()).over(items.rows(rows, columns));
  }

  private static Call operands(Call call, StepCode code) {
    for (int i = 0; i < code.step().inputs().size(); i++) {
      call.input(i);
    }
    return call.output(0);
  }
}
