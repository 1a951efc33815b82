package org.gradus.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MnistClassifierTest {
  @Test
  void theLossFallsAndMostDigitsAreRight() {
    learns(new MnistClassifier().run(Setup.on("cpu").quickly()));
  }

  @Test
  void mnistItselfIsLearnedWhereItIs() {
    String data = System.getenv("GRADUS_DATA");
    Path folder = Path.of(data == null ? "../shared/data" : data).resolve("mnist");
    assumeTrue(
        Files.isDirectory(folder),
        () -> "MNIST is not in %s: set GRADUS_DATA".formatted(folder.toAbsolutePath()));
    learns(new MnistClassifier().run(Setup.on("cpu").quickly().data(folder)));
  }

  private static void learns(Outcome outcome) {
    double first = outcome.number("loss/first-step/he");
    assertTrue(first > 2 && first < 3, "ten classes are guessed at first: " + first);
    double last = outcome.number("loss/train/he");
    assertTrue(last < first / 3, "after 4 epochs " + last);
    double accuracy = outcome.number("accuracy/he");
    assertTrue(accuracy > 0.75, "right " + accuracy);
    double small = outcome.number("loss/train/small-normal");
    assertTrue(last < small, "He " + last + ", small weights " + small);
  }
}
