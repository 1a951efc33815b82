package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.gradus.data.Dataset;
import org.gradus.device.Device;
import org.gradus.device.Devices;
import org.gradus.init.Initializers;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.Dense;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Model;
import org.gradus.nn.Sequential;
import org.gradus.optim.Sgd;
import org.gradus.train.Arithmetic;
import org.gradus.watch.LayerFinding.Kind;
import org.junit.jupiter.api.Test;

final class LayerProbeTest {
  private static final Dataset DATA = Samples.of(96, 3);

  private static LayerSnapshot start(Layer layers) {
    return LayerStatistics.of(layers, DATA, Samples.UNSCALED, Loss.crossEntropy(), 7, "cpu");
  }

  @Test
  void gradientsOfLogitsAreThoseOfTheFormula() {
    LayerSnapshot start = start(new Sequential(new Dense(3, Initializers.zeros())));
    // Equal logits: each probability is 1/3, and the gradient of the mean is (p - label) / B.
    Distribution gradients = start.layers().getFirst().gradients();
    double hit = (1.0 / 3 - 1) / DATA.size();
    double miss = 1.0 / 3 / DATA.size();
    assertEquals(Math.log(3), start.loss(), 1e-6);
    assertEquals(hit, gradients.min(), 1e-8);
    assertEquals(miss, gradients.max(), 1e-8);
    double norm = Math.sqrt(DATA.size() * (hit * hit + 2 * miss * miss));
    assertEquals(norm, gradients.norm(), 1e-7);
    assertEquals(1, start.layers().getFirst().activations().zeros());
  }

  @Test
  void layersStandInTheirOrderOnceEach() {
    Layer inner = new Sequential(new Dense(4), Activation.named("relu"));
    LayerSnapshot start = start(new Sequential(new Flatten(), inner, new Dense(3)));
    List<String> names = start.layers().stream().map(LayerStatistics::name).toList();
    assertEquals(List.of("1.0", "1.1", "2"), names);
    assertEquals(2, start.weighted().size());
    assertNull(start.layers().getFirst().dead());
    assertEquals(4, Objects.requireNonNull(start.layers().get(1).dead()).all());
    List<String> parameters = start.parameters().stream().map(ParameterStatistics::name).toList();
    assertEquals(List.of("1.0.weight", "1.0.bias", "2.weight", "2.bias"), parameters);
    assertTrue(Double.isNaN(start.parameters().getFirst().updateRatio()));
  }

  @Test
  void aDeepSigmoidNetworkVanishes() {
    LayerSnapshot start = start(Samples.deep(8, "sigmoid", "xavier"));
    List<LayerFinding> findings = LayerRules.USUAL.judge(start);
    assertEquals(Kind.VANISHING, findings.getFirst().kind());
    assertEquals("0", findings.getFirst().layer());
    String evidence = findings.getFirst().evidence();
    assertTrue(
        evidence.matches(
            "layer 0, Dense\\(32\\), vanishes: its gradient is [0-9.e-]+ times that of layer 16"
                + " \\([0-9.e-]+ to [0-9.e-]+, root mean square\\)"),
        evidence);
    assertTrue(findings.stream().allMatch(finding -> finding.kind() == Kind.VANISHING));
  }

  @Test
  void aNetworkWithHugeWeightsExplodes() {
    List<LayerFinding> findings =
        LayerRules.USUAL.judge(start(Samples.deep(6, "relu", "normal:2")));
    assertEquals(Kind.EXPLODING, findings.getFirst().kind());
    assertTrue(findings.getFirst().evidence().contains("explodes: its gradient is"));
  }

  @Test
  void heSuitsRectifiers() {
    assertEquals(List.of(), LayerRules.USUAL.judge(start(Samples.deep(8, "relu", "he"))));
  }

  @Test
  void zerosStopAllButTheLastLayer() {
    List<LayerFinding> findings = LayerRules.USUAL.judge(start(Samples.deep(2, "tanh", "zeros")));
    assertEquals(List.of("0", "2"), findings.stream().map(LayerFinding::layer).toList());
    assertTrue(findings.getFirst().evidence().contains("its gradient is 0.00 times"));
  }

  @Test
  void deadRectifiersAreCounted() {
    Layer sunk = (scope, x) -> scope.apply("relu", Activation.named("relu"), x.subtract(1000));
    LayerSnapshot start = start(new Sequential(new Dense(5), sunk, new Dense(3)));
    LayerFinding finding =
        LayerRules.USUAL.judge(start).stream()
            .filter(each -> each.kind() == Kind.DEAD)
            .findFirst()
            .orElseThrow();
    assertEquals(
        "layer 1.relu, Activation(relu), is dead: 5 of 5 units (100 %) are 0 for every sample",
        finding.evidence());
  }

  @Test
  void aTriedStepMovesEachParameterByRateTimesGradient() {
    double rate = 0.125;
    Model model = new Model(Samples.deep(1, "tanh", "xavier"), DATA.sampleShape(), 7);
    ProbeBatch batch = ProbeBatch.of(DATA, Samples.UNSCALED, 64, 7);
    try (Device device = Devices.open("cpu");
        LayerProbe probe =
            LayerProbe.open(
                device, model, Loss.crossEntropy(), new Sgd(rate), Arithmetic.F32, batch)) {
      probe.initialize();
      probe.rate(rate);
      LayerSnapshot first = probe.measure(0);
      ParameterStatistics weight = first.parameters().getFirst();
      double expected = rate * weight.gradients().norm() / weight.values().norm();
      assertEquals(expected, weight.updateRatio(), 1e-5 * expected);
      assertEquals(Double.POSITIVE_INFINITY, first.parameters().get(1).updateRatio()); // zero bias
      probe.initialize();
      assertEquals(first, probe.measure(0));
    }
  }
}
