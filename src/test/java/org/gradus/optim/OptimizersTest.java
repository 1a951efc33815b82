package org.gradus.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.junit.jupiter.api.Test;

final class OptimizersTest {
  @Test
  void namedOptimizersHaveTheirUsualSettings() {
    assertEquals(new Sgd(0.1, 0), Optimizers.named("sgd", null, null));
    assertEquals(new Momentum(0.05, 0.9, false, 0), Optimizers.named("momentum", null, null));
    assertEquals(Momentum.nesterov(0.05), Optimizers.named("nesterov", null, null));
    assertEquals(new Adam(0.003), Optimizers.named("adam", null, null));
    assertEquals(new AdamW(0.002, 0.1), Optimizers.named("adamw", 0.002, 0.1));
    for (String name : Optimizers.names()) {
      assertEquals(name, Optimizers.named(name, 0.5, 0.0).name());
    }
  }

  @Test
  void slotsLieBesideTheParameters() {
    Variables variables = new Variables();
    TensorSpec spec = TensorSpec.of(DType.F32, 5);
    variables.declare("0.bias", spec, Role.PARAMETER, Initial.ZEROS);
    Variable arena = variables.pack();
    assertEquals(
        new Update.Adam(
            "parameters", "optimizer.mean", "optimizer.square", 0.9, 0.999, 1e-8, 0, false),
        new Adam(0.001).update(variables, arena));
    assertEquals(
        List.of("optimizer.mean f32[16]", "optimizer.square f32[16]"),
        variables.role(Role.SLOT).stream().map(Variable::toString).toList());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    refused("lr must be a positive finite number: NaN", () -> new Sgd(Double.NaN));
    refused("lr must be a positive finite number: -0.1", () -> new Adam(-0.1));
    refused("lr must be a positive finite number: 0.0", () -> new AdamW(0));
    refused(
        "lr must be a positive finite number: Infinity",
        () -> new Momentum(Double.POSITIVE_INFINITY));
    refused("momentum must be in [0, 1): 1.0", () -> new Momentum(0.1, 1, false, 0));
    refused("beta2 must be in [0, 1): 1.0", () -> new Adam(0.1, 0.9, 1, 1e-8, 0));
    refused("epsilon must be a positive finite number: 0.0", () -> new AdamW(0.1, 0.9, 0.9, 0, 0));
    refused("weight decay must be zero or a positive finite number: -1.0", () -> new Sgd(0.1, -1));
    refused(
        "unknown optimizer 'adm'; known are sgd, momentum, nesterov, adam, adamw",
        () -> Optimizers.named("adm", null, null));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
