package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvLoaderTest {
  @TempDir Path folder = Path.of("");

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private void assertRefused(String expected, String text) throws IOException {
    Path file = csv(text);
    assertMessage(file + expected, () -> CsvLoader.read(file));
  }

  private static List<Float> row(Dataset data, int sample) {
    return IntStream.range(0, data.features())
        .mapToObj(feature -> data.value(sample, feature))
        .toList();
  }

  private static List<Integer> labels(Dataset data) {
    return IntStream.range(0, data.size()).mapToObj(data::label).toList();
  }

  @Test
  void namesWithAHeader() throws IOException {
    Dataset data =
        CsvLoader.read(csv("length,width,kind\n5.1, 3.5 ,b\n-1e2,+.5,a\r\n7,8,\"b\"\n\n"));
    assertEquals(Shape.of(2), data.sampleShape());
    assertEquals(List.of("a", "b"), data.classNames());
    assertEquals(List.of(1, 0, 1), labels(data));
    assertEquals(List.of(5.1f, 3.5f), row(data, 0));
    assertEquals(List.of(-100f, 0.5f), row(data, 1));
  }

  @Test
  void numbersWithoutAHeader() throws IOException {
    Dataset data = CsvLoader.read(csv("1,2,0\n3,4,1\n5,6,2\n"));
    assertEquals(3, data.size());
    assertEquals(List.of("0", "1", "2"), data.classNames());
    assertEquals(List.of(0, 1, 2), labels(data));
  }

  @Test
  void namesWithoutAHeader() throws IOException {
    assertEquals(List.of(1, 0), labels(CsvLoader.read(csv("1,2,yes\n3,4,no\n"))));
  }

  @Test
  void theColumnLabelIsTheLabelWhereverItStands() throws IOException {
    Dataset data = CsvLoader.read(csv("label,1,2\n1,10,20\n0,30,40\n"));
    assertEquals(List.of(1, 0), labels(data));
    assertEquals(List.of(10f, 20f), row(data, 0));
  }

  @Test
  void theMarkOfUtf8IsNoPartOfTheFirstName() throws IOException {
    assertEquals(List.of(1, 0), labels(CsvLoader.read(csv("\uFEFFlabel,x\n1,10\n0,30\n"))));
  }

  @Test
  void moreLinesThanTheFirstCapacity() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      text.append(i).append(',').append(-i).append(',').append(i % 2).append('\n');
    }
    Path file = csv(text.toString());
    assertEquals(List.of(2999f, -2999f), row(CsvLoader.read(file), 2999));
    DataSplit split = CsvLoader.load(file, 3);
    assertEquals(2400, split.train().size());
    assertEquals(600, split.test().size());
    assertEquals(row(split.test(), 5), row(CsvLoader.load(file, 3).test(), 5));
  }

  @Test
  void badNumber() throws IOException {
    assertRefused(
        ": line 3, column 2 (width): 'x1' is not a number", "length,width,kind\n5,3,a\n5,x1,b\n");
    assertRefused(": line 2, column 1: '' is not a number", "1,2,0\n,4,1\n");
    assertRefused(": line 2, column 2: 'NaN' is not a number", "1,2,0\n3,NaN,1\n");
    assertRefused(": line 2, column 2: '4f' is not a number", "1,2,0\n3,4f,1\n");
    assertRefused(": line 2, column 2: 1e39 is beyond the range of a float", "1,2,0\n3,1e39,1\n");
  }

  @Test
  void aFirstLineThatIsHalfNumbersIsNoHeader() throws IOException {
    assertRefused(": line 1, column 2: 'oops' is not a number", "1,oops,0\n3,4,1\n");
  }

  @Test
  void linesAreCountedAsAnEditorDoes() throws IOException {
    assertRefused(
        ": line 5, column 1 (x): '?' is not a number", "x,kind\n1,\"two\nlines\"\n\n?,b\n");
  }

  @Test
  void numberOfColumns() throws IOException {
    assertRefused(": line 3: 3 columns expected, found 2", "x,y,kind\n1,2,a\n1,b\n");
    assertRefused(": line 2: 3 columns expected, found 4", "x,y,kind\n1,2,3,a\n");
    assertRefused(": line 1: a feature and a label need at least 2 columns, found 1", "x\n1\n");
  }

  @Test
  void labelOutOfRange() throws IOException {
    assertRefused(
        ": line 4, column 2 (label): label 3 is out of range: 3 classes occur, so labels must be"
            + " 0..2",
        "x,label\n1,0\n2,1\n3,3\n");
    assertRefused(
        ": line 2, column 2: label -1 is out of range: 2 classes occur, so labels must be 0..1",
        "1,1\n2,-1\n");
  }

  @Test
  void labelThatIsNoClass() throws IOException {
    assertRefused(
        ": line 2, column 2: label 0.5 is no class: a whole number from 0 on, or a name",
        "1,1\n2,0.5\n");
    assertRefused(": line 2, column 2 (kind): the label is empty", "x,kind\n1,\n");
  }

  @Test
  void oneClassIsNothingToTellApart() throws IOException {
    assertRefused(": only one class, 'a': nothing to tell apart", "x,kind\n1,a\n2,a\n");
    assertRefused(": only one class, '0': nothing to tell apart", "x,label\n1,0\n2,0\n");
  }

  @Test
  void nothingToLearnFrom() throws IOException {
    assertRefused(": holds no lines of data", "");
    assertRefused(": holds no lines of data", "x,kind\n");
    Path file = folder.resolve("none.csv");
    assertMessage(
        "cannot read " + file + ": no such file or directory", () -> CsvLoader.read(file));
    assertMessage("cannot read " + folder + ": Is a directory", () -> CsvLoader.read(folder));
  }
}
