package org.gradus.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.gradus.fixtures.Fixture;
import org.gradus.train.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where data comes from and what becomes of it, from the command line. */
final class DataOptionsTest {
  @TempDir private Path folder;

  static Captured train(Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", "--hidden", "16", "--batch", "32", "--epochs", "2", "--out"));
    arguments.add(out.toString());
    arguments.addAll(Arrays.asList(more));
    return Captured.run(arguments.toArray(String[]::new));
  }

  private static Captured trainWell(Path out, String... more) {
    Captured captured = train(out, more);
    assertEquals(0, captured.status(), captured.err());
    return captured;
  }

  private static byte[] model(Path out) throws IOException {
    return Files.readAllBytes(out.resolve(RunDirectory.MODEL));
  }

  @Test
  void foldsAreRunsThatGoOn() throws IOException {
    Path all = folder.resolve("all");
    String[] options = {"--limit", "200", "--folds", "3", "--stratify", "--device", "cpu"};
    Captured whole = trainWell(all, options);
    assertTrue(
        whole
            .lastLine()
            .matches(
                "validation accuracy \\d\\.\\d{4} \u00B1 \\d\\.\\d{4}  loss \\d\\.\\d{4} \u00B1"
                    + " \\d\\.\\d{4}  folds 3  seconds \\d+\\.\\d  device cpu"),
        whole.lastLine());
    assertTrue(whole.out().contains("fold 2: validation accuracy "), whole.out());

    // The second fold alone, in a folder of its own, is the same training.
    Path second = folder.resolve("second");
    List<String> alone = new ArrayList<>(Arrays.asList(options));
    alone.addAll(List.of("--fold", "2"));
    trainWell(second, alone.toArray(String[]::new));
    assertArrayEquals(model(all.resolve("fold-2")), model(second));
    assertEquals(
        0, Captured.run("eval", "--checkpoint", all.resolve("fold-2").toString()).status());

    Captured again = train(all, options);
    assertEquals(
        List.of(
            "gradus: %s holds a run already; go on with all folds by --resume %s, or name another"
                    .formatted(all.resolve("fold-1"), all)
                + " --out"),
        again.errLines());

    // One fold is lost, and all go on: the others are finished, it is trained anew.
    byte[] third = model(all.resolve("fold-3"));
    try (var files = Files.list(all.resolve("fold-3"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Captured resumed = Captured.run("train", "--resume", all.toString());
    assertEquals(0, resumed.status(), resumed.err());
    assertArrayEquals(third, model(all.resolve("fold-3")));
    assertEquals(
        whole.lastLine().replaceAll("seconds.*", ""),
        resumed.lastLine().replaceAll("seconds.*", ""));
  }

  @Test
  void augmentedTrainingsGoOnAsTheyWere() throws IOException {
    String[] options = {"--limit", "150", "--augment", "shift:2,rotate:10,flip,crop:4,cutout:8"};
    Path whole = folder.resolve("whole");
    trainWell(whole, options);
    Path first = folder.resolve("first");
    List<String> one = new ArrayList<>(Arrays.asList(options));
    one.addAll(List.of("--prefetch", "0"));
    trainWell(first, one.toArray(String[]::new));
    assertArrayEquals(model(whole), model(first));
    Captured other =
        Captured.run(
            "train", "--resume", first.toString(), "--augment", "shift:3", "--epochs", "3");
    assertEquals(2, other.status());
    assertTrue(
        other.err().startsWith("gradus: --augment shift:3 contradicts the run in " + first),
        other.err());
  }

  @Test
  void classesAreWeighted() throws IOException {
    StringBuilder table = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 100; i++) {
      table.append(i % 7).append(',').append(i % 3).append(i % 10 == 0 ? ",rare\n" : ",often\n");
    }
    Path csv = Files.writeString(folder.resolve("table.csv"), table);
    Path balanced = folder.resolve("balanced");
    trainWell(balanced, "--data", "csv:" + csv, "--class-weights", "balanced");
    Captured judged = Captured.run("eval", "--checkpoint", balanced.toString());
    assertEquals(0, judged.status(), judged.err());
    Captured wrong = train(folder.resolve("x"), "--data", "csv:" + csv, "--class-weights", "1,2,3");
    assertEquals(2, wrong.status());
    assertEquals("gradus: --class-weights: 3 weights for 2 classes", wrong.errLines().getFirst());
  }

  @Test
  void arraysOfNumpy() throws IOException {
    Path file = folder.resolve("stored.npz");
    try (InputStream in = Fixture.class.getResourceAsStream("npy/stored.npz")) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    }
    Path out = folder.resolve("run");
    Captured run = trainWell(out, "--data", "npz:" + file);
    assertTrue(run.out().startsWith("mlp on stored: "), run.out());
    assertEquals(0, Captured.run("eval", "--checkpoint", out.toString()).status());
    byte[] broken = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(broken, 200));
    Captured refused = train(folder.resolve("x"), "--data", "npz:" + file);
    assertEquals(1, refused.status());
    assertTrue(
        refused.err().startsWith("gradus: " + file + ": not an npz file: damaged"), refused.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "--folds 1 => --folds must be a whole number of at least 2, got 1",
        "--folds 3 --val-split 0.1 => --val-split goes without --folds, whose folds are the"
            + " validation parts",
        "--fold 2 => --fold goes with --folds",
        "--folds 3 --fold 4 => --fold must be at most the 3 of --folds, got 4",
        "--stratify => --stratify goes with --val-split or --folds",
        "--image-size 28x28 => --image-size goes with --data images:DIR",
        "--image-colours grey => --image-colours goes with --data images:DIR",
        "--data images:x --image-size 28 => --image-size must be width and height in pixels, such"
            + " as 32x24, got 28",
        "--data images:x --image-size 0x4 => --image-size: an image has at least 1 x 1 pixels, not"
            + " 0 x 4",
        "--augment blur => --augment: unknown change 'blur'; known are shift:PIXELS,"
            + " flip[:horizontal|vertical|both], rotate:DEGREES, crop:PADDING[:mirror],"
            + " cutout:SIDE, fill:VALUE",
        "--augment flip,rotate:x => --augment: 'rotate:x': 'x' is not a number",
        "--augment shift:-2 => --augment: shift: pixels must be at least 1, got -2",
        "--prefetch -1 => --prefetch must be zero or a positive finite number, got -1",
        "--prefetch 1.5 => --prefetch must be a whole number from 0 to 1000, got 1.5",
        "--class-weights heavy => --class-weights must be balanced, or zero or positive numbers"
            + " separated by commas; got heavy",
        "--class-weights 1,-1 => --class-weights must be balanced, or zero or positive numbers"
            + " separated by commas; got 1,-1",
        "--class-weights 0,0,0 => --class-weights must have one above zero; got 0,0,0",
        "--loss mse --class-weights balanced => --class-weights goes with --loss cross_entropy"
      })
  void wrongOptionsAreNamed(String options, String message) {
    Captured refused = train(folder.resolve("x"), options.split(" "));
    assertEquals(2, refused.status());
    assertEquals("gradus: " + message, refused.errLines().getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "--augment shift:28 => digits/train: shift:28 is too much for images of 28 x 28 pixels",
        "--limit 5 --class-weights balanced => digits/train: class '5' has no samples, so there"
            + " are no balanced weights",
        "--limit 30 --folds 4 --stratify => digits/train: class '0' has 3 samples, too few for 4"
            + " stratified folds"
      })
  void dataThatDoesNotFitIsNamed(String options, String message) {
    Captured refused = train(folder.resolve("x"), options.split(" "));
    assertEquals(1, refused.status());
    assertEquals("gradus: " + message, refused.errLines().getFirst());
  }
}
