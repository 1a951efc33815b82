package org.gradus.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are not what they say: each is refused with its reason. */
class SafetensorsHeaderTest {
  private static final String F32_PAIR = "{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

  @TempDir Path folder = Path.of("");

  private Path file(long length, String header, int dataBytes) throws IOException {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    return Files.write(folder.resolve("m.safetensors"), bytes.array());
  }

  private void assertRefused(String expected, String header, int dataBytes) throws IOException {
    assertMessage(expected, file(header.length(), header, dataBytes));
  }

  private static void assertMessage(String expected, Path file) {
    DataException error = assertThrows(DataException.class, () -> SafetensorsFile.open(file));
    assertEquals(file + expected, error.getMessage());
  }

  @Test
  void missingFile() {
    Path file = folder.resolve("none");
    assertEquals(
        "cannot read " + file + ": no such file or directory",
        assertThrows(DataException.class, () -> SafetensorsFile.open(file)).getMessage());
  }

  @Test
  void fewerThanEightBytes() throws IOException {
    Path file = Files.write(folder.resolve("short"), new byte[] {1, 2, 3});
    assertMessage(": not a safetensors file: needs at least 8 bytes, found 3", file);
  }

  @Test
  void headerLongerThanTheFile() throws IOException {
    assertMessage(
        ": not a safetensors file: its header claims 1000 bytes, the file holds 12",
        file(1000, "{}", 2));
    assertMessage(
        ": not a safetensors file: its header claims 18446744073709551615 bytes, the file holds 12",
        file(-1, "{}", 2));
  }

  @Test
  void foreignFile() throws IOException {
    assertMessage(
        ": not a safetensors file: its header claims 7308216381282143056 bytes, the file holds 13",
        Files.write(
            folder.resolve("zip"), "PK\3\4\24\0lead\0\0\0".getBytes(StandardCharsets.UTF_8)));
    assertRefused(": not a safetensors file: its header does not begin with '{'", "[1,2]", 0);
    assertRefused(": not a safetensors file: its header does not begin with '{'", "", 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':}                       | Expected value at line 1 column 6 path $.a",
        "{'a':{'dtype'                      | ends too early",
        "{a:{}}                       | malformed JSON at line 1 column 3 path $.",
        "{} x                         | malformed JSON at line 1 column 5 path $",
        "{'a':[]}                     | Expected BEGIN_OBJECT but was BEGIN_ARRAY at line 1 column"
            + " 7 path $.a",
        "{'__metadata__':{'k':1}}     | metadata k is not a string",
      })
  void badJson(String header, String reason) throws IOException {
    assertRefused(": bad safetensors header: " + reason, header, 0);
  }

  @Test
  void notUtf8() throws IOException {
    byte[] bytes = {3, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xff, '}'};
    assertMessage(
        ": bad safetensors header: not UTF-8", Files.write(folder.resolve("latin"), bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'shape':[2],'data_offsets':[0,8]}                     | needs dtype, shape and two"
            + " data_offsets",
        "{'dtype':'F32','shape':[2],'data_offsets':[0]}         | needs dtype, shape and two"
            + " data_offsets",
        "{'dtype':'F8_E5M2','shape':[8],'data_offsets':[0,8]}   | dtype F8_E5M2 is not one of"
            + " [F64, F32, F16, BF16, I64, I32, U8]",
        "{'dtype':'F32','shape':[3],'data_offsets':[0,8]}       | F32 [3] needs 12 bytes,"
            + " data_offsets [0, 8] hold 8",
        "{'dtype':'F32','shape':[2],'data_offsets':[8,0]}       | F32 [2] needs 8 bytes,"
            + " data_offsets [8, 0] hold -8",
        "{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}      | shape must be whole numbers from"
            + " 0 on",
        "{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}     | shape must be whole numbers from"
            + " 0 on",
        "{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}      | data_offsets must be whole"
            + " numbers from 0 on",
        "{'dtype':'F32','shape':[4294967296],'data_offsets':[0,8]} | its shape is larger than any"
            + " file",
        "{'dtype':'F64','shape':[2147483647,2147483647,9],'data_offsets':[0,8]} | its shape is"
            + " larger than any file",
      })
  void badTensor(String tensor, String reason) throws IOException {
    assertRefused(": tensor fc1.bias: " + reason, "{'fc1.bias':" + tensor + "}", 8);
  }

  @Test
  void twoTensorsOfOneName() throws IOException {
    assertRefused(
        ": tensor a appears twice in the header",
        "{'a':%s,'a':%s}".formatted(F32_PAIR, F32_PAIR),
        8);
  }

  @Test
  void overlapAndGap() throws IOException {
    assertRefused(
        ": tensor b: its data begins at byte 4, the data before it ends at 8",
        "{'a':%s,'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}".formatted(F32_PAIR),
        12);
    assertRefused(
        ": tensor b: its data begins at byte 12, the data before it ends at 8",
        "{'a':%s,'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}}".formatted(F32_PAIR),
        16);
  }

  @Test
  void truncatedAndTooLong() throws IOException {
    assertRefused(
        ": truncated: tensor a ends at byte 8 of the data, the file holds 7",
        "{'a':" + F32_PAIR + "}",
        7);
    assertRefused(
        ": too long: the tensors end at byte 8 of the data, the file holds 9",
        "{'a':" + F32_PAIR + "}",
        9);
  }

  @Test
  void aHugeClaimAllocatesLittle() throws IOException {
    String header = "{'a':{'dtype':'F32','shape':[500000000],'data_offsets':[0,2000000000]}}";
    Path file = file(header.length(), header, 4);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertMessage(
        ": truncated: tensor a ends at byte 2000000000 of the data, the file holds 4", file);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 8 << 20, "allocated " + allocated + " bytes");
  }
}
