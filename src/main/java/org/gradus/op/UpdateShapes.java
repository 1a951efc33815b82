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
      case Update.Sgd sgd -> {
        decay(in, sgd.weightDecay());
        yield optimizer(in, 1);
      }
      case Update.Momentum momentum -> {
        decay(in, momentum.weightDecay());
        unit(in, "momentum", momentum.momentum());
        yield optimizer(in, 2);
      }
      case Update.Adam adam -> {
        decay(in, adam.weightDecay());
        unit(in, "beta1", adam.beta1());
        unit(in, "beta2", adam.beta2());
        in.require(adam.epsilon() > 0, "epsilon must be positive: %s", adam.epsilon());
        yield optimizer(in, 3);
      }
    };
  }

  private static List<TensorSpec> optimizer(Operands in, int variables) {
    TensorSpec gradient = in.count(4).isFloat(0);
    in.sameType(0, 1);
    in.require(
        in.shape(1).rank() == 1 && in.shape(1).size() > 0, "rates must be (K): %s", in.shape(1));
    in.isType(2, DType.I32);
    in.require(in.shape(2).rank() == 0, "step must be a scalar: %s", in.shape(2));
    flag(in, 3);
    return Collections.nCopies(variables, gradient);
  }

  private static void flag(Operands in, int operand) {
    in.isType(operand, DType.U8);
    in.require(in.shape(operand).rank() == 0, "ok must be a scalar: %s", in.shape(operand));
  }

  private static void decay(Operands in, double decay) {
    in.require(
        decay >= 0 && decay < Double.POSITIVE_INFINITY, "weight decay must be >= 0: %s", decay);
  }

  private static void unit(Operands in, String name, double value) {
    in.require(value >= 0 && value < 1, name + " must be in [0, 1): %s", value);
  }
}
