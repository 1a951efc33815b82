package org.gradus.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gradus.graph.Initial;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.DType;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.Update.Span;
import org.gradus.op.UpdateRule;
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
        Update.Optimize.plain(
            "parameters",
            List.of("optimizer.mean", "optimizer.square"),
            new UpdateRule.Adam(0.9, 0.999, 1e-8, false),
            false,
            0),
        new Adam(0.001).update(variables, arena));
    assertEquals(
        List.of("optimizer.mean f32[16]", "optimizer.square f32[16]"),
        variables.role(Role.SLOT).stream().map(Variable::toString).toList());
  }

  @Test
  void whatGoesWithAnyOptimizerIsKeptInAnyOrder() {
    Clipping clipping = Clipping.norm(2);
    ParameterGroup group = ParameterGroup.vectors().withoutDecay();
    Optimizer one = new Adam(0.1).clip(clipping).groups(group).decoupled();
    assertEquals(one, new Adam(0.1).decoupled().groups(group).clip(clipping));
    assertEquals(new Arranged(new Adam(0.1), true, clipping, List.of(group)), one);
    assertEquals("adam", one.name());
    assertEquals(Clipping.TO_DIRECTION.andValue(3), clipped(Clipping.value(3)));
    refused(
        "normalised has gradients of norm 1, so their norm cannot be clipped",
        () -> clipped(Clipping.norm(1)));
  }

  private static Clipping clipped(Clipping clipping) {
    return new NormalisedGradient(0.1).clip(clipping).clipping();
  }

  @Test
  void neighboursThatAreTreatedAlikeMakeOneSpan() {
    Variables variables = model();
    assertEquals(List.of(new Span(0, 1, 0.1)), spans(variables, 0.1));
    assertEquals(
        List.of(new Span(0, 1, 0.1), new Span(32, 1, 0), new Span(80, 1, 0.1), new Span(96, 1, 0)),
        spans(variables, 0.1, ParameterGroup.vectors().withoutDecay()));
    assertEquals(
        List.of(new Span(0, 1, 0), new Span(80, 0.5, 0), new Span(96, 1, 0)),
        spans(
            variables,
            0,
            ParameterGroup.vectors().withDecay(7),
            ParameterGroup.named("1*").withRate(0.5)),
        "the first group that a parameter fits has it");
  }

  @Test
  void namesFitPatterns() {
    Variable weight = model().get("10.weight");
    for (String pattern : List.of("*", "10.weight", "10.*", "*.weight", "1*.w*t", "*10.weight*")) {
      assertTrue(ParameterGroup.named(pattern).has(weight), pattern);
    }
    for (String pattern : List.of("", "1", "0.weight", "10.weight.", "1*.bias", "*weigh")) {
      assertFalse(ParameterGroup.named(pattern).has(weight), pattern);
    }
    assertFalse(ParameterGroup.vectors().has(weight));
  }

  /** A dense layer, a norm and another dense layer. */
  private static Variables model() {
    Variables variables = new Variables();
    declare(variables, "0.weight", 4, 6);
    declare(variables, "0.bias", 4);
    declare(variables, "1.weight", 17);
    declare(variables, "10.weight", 2, 3);
    declare(variables, "10.bias", 2);
    variables.pack();
    return variables;
  }

  private static void declare(Variables variables, String name, int... dims) {
    variables.declare(name, TensorSpec.of(DType.F32, dims), Role.PARAMETER, Initial.ZEROS);
  }

  private static List<Span> spans(Variables variables, double decay, ParameterGroup... groups) {
    return ParameterGroup.spans(List.of(groups), variables, decay);
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
    refused(
        "momentum decay must be zero or a positive finite number: -1.0",
        () -> new NAdam(0.1, 0.9, 0.99, 1e-8, -1, 0));
    refused("rho must be in [0, 1): 1.0", () -> new Adadelta(1, 1, 1e-6, 0));
    refused("the limit of the norm must be positive: 0.0", () -> Clipping.norm(0));
    refused("the limit of the norm must be positive: NaN", () -> Clipping.byNorm(Double.NaN));
    refused("the limit of gradients must be positive: -1.0", () -> Clipping.value(-1));
    refused(
        "a group's rate factor must be zero or a positive finite number: -1.0",
        () -> ParameterGroup.vectors().withRate(-1));
    refused(
        "parameter group '9.*': no parameter belongs to it; the model has 0.weight, 0.bias,"
            + " 1.weight, 10.weight, 10.bias",
        () -> spans(model(), 0, ParameterGroup.named("9.*")));
    refused("weight decay must be zero or a positive finite number: -1.0", () -> new Sgd(0.1, -1));
    refused(
        "unknown optimizer 'adm'; known are sgd, momentum, classical-momentum, nesterov,"
            + " normalised, adagrad, adadelta, rmsprop, rmsprop-centred, adam, amsgrad, adamw,"
            + " nadam, lion",
        () -> Optimizers.named("adm", null, null));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertEquals(message, e.getMessage());
  }
}
