package org.gradus.op;

import java.util.Collections;
import java.util.List;

/** Shape rules and valid settings of the {@link Update} family. */
final class UpdateShapes {
  private UpdateShapes() {}

  static List<TensorSpec> outputs(Update op, Operands in) {
    return switch (op) {
      case Update.Assign ignored -> {
        flag(in.count(2), 1);
        yield List.of(in.spec(0));
      }
      case Update.RecordRow(String _, int rows) -> {
        in.count(2).isType(0, DType.I32);
        in.require(in.shape(0).rank() == 0, "step must be a scalar: %s", in.shape(0));
        in.require(in.shape(1).rank() == 1, "values must be (K): %s", in.shape(1));
        in.require(rows > 0, "rows must be positive: %d", rows);
        yield List.of(in.spec(1).as(Shape.of(rows).append(in.shape(1).dims())));
      }
      case Update.AdjustScale adjusted -> {
        TensorSpec scale = in.count(3).isFloat(0);
        in.require(scale.shape().rank() == 0, "scale must be a scalar: %s", scale);
        in.require(
            Contract.Form.WIDE.result(scale.dtype()) == scale.dtype(),
            "scale must be f32: %s",
            scale);
        flag(in, 1);
        flag(in, 2);
        scaling(adjusted, in);
        yield List.of(scale, scale.as(DType.I32), scale.as(DType.I32));
      }
      case Update.Optimize step -> {
        settings(step, in);
        spans(step.spans(), in);
        yield Collections.nCopies(1 + step.slots().size(), optimized(in));
      }
    };
  }

  private static TensorSpec optimized(Operands in) {
    TensorSpec gradient = in.count(5).isFloat(0);
    in.sameType(0, 1);
    in.require(
        in.shape(1).rank() == 1 && in.shape(1).size() > 0, "rates must be (K): %s", in.shape(1));
    in.isType(2, DType.I32);
    in.require(in.shape(2).rank() == 0, "step must be a scalar: %s", in.shape(2));
    in.sameType(0, 3);
    in.require(in.shape(3).rank() == 0, "scale must be a scalar: %s", in.shape(3));
    flag(in, 4);
    return gradient;
  }

  private static void settings(Update.Optimize step, Operands in) {
    for (UpdateRule.Setting setting : step.rule().settings()) {
      in.require(setting.holds(), "%s", setting.complaint());
    }
    in.require(
        step.slots().size() == step.rule().slots().size(),
        "slots must be %s: %s",
        step.rule().slots(),
        step.slots());
    in.require(step.bound() > 0, "the bound of gradients must be positive: %s", step.bound());
  }

  private static void spans(List<Update.Span> spans, Operands in) {
    in.require(
        !spans.isEmpty() && spans.getFirst().from() == 0, "spans must begin at 0: %s", spans);
    int last = -1;
    for (Update.Span span : spans) {
      in.require(
          span.from() > last && span.from() % Update.Span.ALIGNMENT == 0,
          "spans must rise by multiples of %d: %s",
          Update.Span.ALIGNMENT,
          spans);
      in.require(
          span.decay() >= 0 && span.decay() < Double.POSITIVE_INFINITY,
          "weight decay must be zero or a positive finite number: %s",
          span.decay());
      in.require(
          span.factor() >= 0 && span.factor() < Double.POSITIVE_INFINITY,
          "the rate's factor must be zero or a positive finite number: %s",
          span.factor());
      last = span.from();
    }
  }

  private static void scaling(Update.AdjustScale op, Operands in) {
    in.require(
        op.growth() > 1 && op.growth() < Double.POSITIVE_INFINITY,
        "the growth factor must be above 1 and finite: %s",
        op.growth());
    in.require(
        op.backoff() > 0 && op.backoff() < 1,
        "the backoff factor must be in (0, 1): %s",
        op.backoff());
    in.require(op.interval() > 0, "the growth interval must be positive: %d", op.interval());
    in.require(
        op.least() > 0 && op.least() < Double.POSITIVE_INFINITY,
        "the least scale must be positive and finite: %s",
        op.least());
  }

  private static void flag(Operands in, int operand) {
    in.isType(operand, DType.U8);
    in.require(in.shape(operand).rank() == 0, "a flag must be a scalar: %s", in.shape(operand));
  }
}
