package org.gradus.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.Shape;
import org.gradus.op.UnaryKind;
import org.junit.jupiter.api.Test;

final class StateNamesTest {
  @Test
  void sequentialLayersAreNamedAsInPyTorch() {
    Layer layers =
        new Sequential(
            new Flatten(),
            new Dense(5),
            new BatchNorm(),
            new Activation(UnaryKind.RELU),
            new Dropout(0.5),
            new Sequential(new LayerNorm(), new Dense(3)));
    assertEquals(
        List.of(
            "1.weight f32[5, 12]",
            "1.bias f32[5]",
            "2.weight f32[5]",
            "2.bias f32[5]",
            "2.running_mean f32[5]",
            "2.running_var f32[5]",
            "5.0.weight f32[5]",
            "5.0.bias f32[5]",
            "5.1.weight f32[3, 5]",
            "5.1.bias f32[3]"),
        state(new Model(layers, Shape.of(3, 4), 1)));
  }

  @Test
  void aLambdaComposesLayersUnderNamesOfItsChoice() {
    Layer inner = new Dense(4);
    Layer residual = (scope, x) -> x.add(scope.apply("inner", inner, x));
    Model model = new Model(new Sequential(residual, new Dense(2)), Shape.of(4), 1);
    assertEquals(
        List.of(
            "0.inner.weight f32[4, 4]",
            "0.inner.bias f32[4]",
            "1.weight f32[2, 4]",
            "1.bias f32[2]"),
        state(model));
  }

  @Test
  void aLayerUsedTwiceUnderOneNameSharesItsParameters() {
    Layer shared = new Dense(4);
    Layer twice =
        (scope, x) -> {
          Tensor once = scope.apply("fc", shared, x);
          return scope.apply("fc", shared, once);
        };
    assertEquals(
        List.of("fc.weight f32[4, 4]", "fc.bias f32[4]"), state(new Model(twice, Shape.of(4), 1)));
  }

  @Test
  void aLayerMoreLeavesTheFirstWeightsOfTheOthersAsTheyWere() {
    SequencedMap<String, Layer> few = new LinkedHashMap<>();
    few.put("first", new Dense(4));
    few.put("last", new Dense(2));
    SequencedMap<String, Layer> more = new LinkedHashMap<>();
    more.put("first", new Dense(4));
    more.put("between", new Sequential(new BatchNorm(), new Dense(4)));
    more.put("last", new Dense(2));
    Map<String, List<Float>> before = firstWeights(new Sequential(few));
    Map<String, List<Float>> after = firstWeights(new Sequential(more));
    assertEquals(Set.of("first.weight", "first.bias", "last.weight", "last.bias"), before.keySet());
    before.forEach((name, values) -> assertEquals(values, after.get(name), name));
    List<Float> appended = firstWeights(new Sequential(new Dense(4), new Dense(3))).get("0.weight");
    assertEquals(firstWeights(new Sequential(new Dense(4))).get("0.weight"), appended);
  }

  private static Map<String, List<Float>> firstWeights(Layer layer) {
    Map<String, List<Float>> all = new LinkedHashMap<>();
    for (Variable variable : new Model(layer, Shape.of(3), 7).variables().role(Role.PARAMETER)) {
      float[] values = new float[variable.spec().shape().intSize()];
      variable.initial().fill(variable, 7, values);
      List<Float> list = new ArrayList<>();
      for (float value : values) {
        list.add(value);
      }
      all.put(variable.name(), list);
    }
    return all;
  }

  @Test
  void theTableListsLayersWithTheirOutputsAndParameters() {
    Model model = new Model(new Sequential(new Flatten(), new Dense(10)), Shape.of(28, 28), 1);
    assertEquals(
        List.of(
            new Model.Row("0", "Flatten", Shape.of(784), 0),
            new Model.Row("1", "Dense(10)", Shape.of(10), 7850)),
        model.table());
    assertEquals(7850, model.parameterCount());
  }

  private static List<String> state(Model model) {
    return model.state().stream().map(Variable::toString).toList();
  }
}
