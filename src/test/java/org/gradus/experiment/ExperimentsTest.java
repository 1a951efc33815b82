package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExperimentsTest {
  @Test
  void allHaveNamesLessonsAndQuestions() {
    List<String> names = Experiments.all().stream().map(Experiment::name).toList();
    assertEquals(names.size(), names.stream().distinct().count(), names.toString());
    for (Experiment experiment : Experiments.all()) {
      assertTrue(experiment.name().matches("[a-z]+(-[a-z]+)*"), experiment.name());
      assertTrue(experiment.lesson() >= 1 && experiment.lesson() <= 5, experiment.name());
      assertTrue(experiment.question().endsWith("?"), experiment.question());
      assertEquals(experiment, Experiments.named(experiment.name()));
    }
  }

  @Test
  void unknownNamesAreToldWithThoseThereAre() {
    IllegalArgumentException unknown =
        assertThrows(IllegalArgumentException.class, () -> Experiments.named("magic"));
    String message = String.valueOf(unknown.getMessage());
    assertTrue(message.startsWith("unknown experiment 'magic'; there are "), message);
    assertTrue(message.contains("neuron"), message);
  }

  @Test
  void numbersAreNamedOnceAndAnyNumberCanBeWritten() {
    Findings findings = new Findings();
    assertEquals(2, findings.number("loss/first", 2));
    assertThrows(IllegalArgumentException.class, () -> findings.number("loss/first", 3));
    findings.number("loss/last", Double.POSITIVE_INFINITY);
    Outcome outcome = findings.conclude("It grows.");
    assertThrows(IllegalArgumentException.class, () -> outcome.number("loss"));
    String json = OutcomeJson.text(new GradientDescent(), outcome, Map.of("device", "cpu"));
    assertEquals("gradient-descent", OutcomeJson.experiment(json));
    assertEquals(
        "{\"loss/first\":2.0,\"loss/last\":\"Infinity\"}",
        JsonParser.parseString(json).getAsJsonObject().get("numbers").toString());
  }

  @Test
  void whatIsNoOutcomeBelongsToNoExperiment() {
    for (String text : List.of("", "[]", "{}", "{\"experiment\": {}}", "mine", "{\"a\":")) {
      assertEquals(null, OutcomeJson.experiment(text), text);
    }
  }

  @Test
  void theSameSeedFindsTheSameNumbersAndAnotherOthers() {
    Setup setup = Setup.on("cpu").quickly().seed(5);
    Outcome first = new LearningRate().run(setup);
    assertEquals(first.numbers(), new LearningRate().run(setup).numbers());
    assertNotEquals(first.numbers(), new LearningRate().run(setup.seed(6)).numbers());
  }
}
