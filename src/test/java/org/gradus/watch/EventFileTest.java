package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.gradus.device.HostTensor;
import org.gradus.op.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileTest {
  @TempDir private Path folder = Path.of("");

  /**
   * The bytes that TensorFlow's TFRecordWriter writes for "foo", as its documentation frames it.
   */
  @Test
  void aRecordIsFramedWithMaskedChecksums() {
    byte[] framed = EventFile.frame("foo".getBytes(StandardCharsets.UTF_8));
    assertEquals(3 + 16, framed.length);
    assertEquals("0300000000000000", HexFormat.of().formatHex(framed, 0, 8));
    assertEquals("666f6f", HexFormat.of().formatHex(framed, 12, 15));
  }

  @Test
  void aLaterFileIsReadLater() throws IOException {
    for (int i = 0; i < 3; i++) {
      EventFile.create(folder, 1_700_000_000).close();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      for (int i = 0; i < 3; i++) {
        assertTrue(
            names.get(i).startsWith("events.out.tfevents.170000000" + i + "."), names.toString());
      }
    }
  }

  @Test
  void numbersAreEncodedAsProtobufSays() {
    byte[] bytes = new Protobuf().varint(1, 300).text(2, "é").varint(3, -1).toBytes();
    assertEquals("08ac02" + "1202c3a9" + "18ffffffffffffffffff01", HexFormat.of().formatHex(bytes));
  }

  @Test
  void aHistogramCountsEveryFiniteNumberOnce() {
    Histogram some = Histogram.of(HostTensor.of(Shape.of(6), -1f, 0f, 0.5f, 2f, Float.NaN, 2f));
    assertEquals(5, some.spread().count());
    assertEquals(Histogram.BUCKETS, some.limits().length);
    assertEquals(2, some.limits()[Histogram.BUCKETS - 1]);
    assertEquals(1, some.counts()[0]);
    assertEquals(1, some.counts()[10]); // [0, 0.1)
    assertEquals(1, some.counts()[15]); // [0.5, 0.6)
    assertEquals(2, some.counts()[Histogram.BUCKETS - 1]);
    Histogram same = Histogram.of(HostTensor.of(Shape.of(2), 3f, 3f));
    assertArrayEquals(new double[] {3}, same.limits());
    assertArrayEquals(new double[] {2}, same.counts());
  }
}
