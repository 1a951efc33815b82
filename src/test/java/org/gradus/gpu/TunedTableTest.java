package org.gradus.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.DeviceRank;
import org.gradus.device.Hardware;
import org.gradus.device.Particular;
import org.gradus.device.Tuning.Found;
import org.gradus.gpu.launch.Traits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of measured products: which are gone by, and what is said of those that are not. */
final class TunedTableTest {
  private static final Found FOUND =
      new Found("bf16 NN 512x512x512", "sm80_matmul 64x64 in 2", 4210, 4500);

  @TempDir private Path folder;

  private static DeviceInfo device(String model, String driver) {
    Hardware hardware = new Hardware(model, driver, 0, false);
    return new DeviceInfo("cuda:0", "a GPU", 0, DeviceRank.GPU_BY_VENDOR, hardware);
  }

  private static final DeviceInfo X = device("GPU X", "CUDA 13.0");

  private static String text(DeviceInfo device) {
    return new TunedTable(TunedTable.Identity.of(device), List.of(FOUND)).text();
  }

  private Map<String, String> environment() {
    return Map.of("GRADUS_CACHE", folder.toString());
  }

  private Path put(String text) throws IOException {
    Path file = TunedFile.place(X, environment());
    if (file == null) {
      throw new AssertionError("no place");
    }
    Files.createDirectories(folder.resolve("cuda"));
    return Files.writeString(file, text);
  }

  private String described() {
    return TunedFile.describe(X, environment()).value();
  }

  @Test
  void whatIsWrittenIsRead() throws TunedTable.Unreadable {
    TunedTable table = TunedTable.parse(text(X));
    assertEquals(List.of(FOUND), table.found());
    assertEquals("", table.identity().differenceFrom(TunedTable.Identity.of(X)));
    assertEquals(text(X), table.text());
  }

  @Test
  void plansGoByTheUsersTable() throws IOException {
    assertTrue(described().startsWith("none"), described());
    Path file = put(text(X));
    assertEquals("1 product in " + file, described());
    TunedFile tuned = TunedFile.of(X, environment());
    Traits traits = tuned.in(PaperDriver.TENSOR);
    assertEquals(Map.of(FOUND.product(), FOUND.title()), traits.tuned().titles());
    Map<String, String> off = Map.of("GRADUS_CACHE", folder.toString(), "GRADUS_TUNED", "0");
    assertEquals(PaperDriver.TENSOR, TunedFile.of(X, off).in(PaperDriver.TENSOR));
    assertEquals("not used, as GRADUS_TUNED=0 says", TunedFile.describe(X, off).value());
  }

  @Test
  void aTableOfAnotherDriverOrGradusIsNotUsed() throws IOException {
    put(text(device("GPU X", "CUDA 12.8")));
    assertTrue(
        described().endsWith("it was measured with driver CUDA 12.8, and this is CUDA 13.0"),
        described());
    assertEquals(PaperDriver.TENSOR, TunedFile.of(X, environment()).in(PaperDriver.TENSOR));
    put(text(device("GPU Y", "CUDA 13.0")));
    assertTrue(described().endsWith("with device GPU Y, and this is GPU X"), described());
  }

  @Test
  void aDamagedTableIsSaidToBeOneAndNotUsed() throws IOException {
    String whole = text(X);
    for (String damaged :
        List.of(
            "",
            "{}",
            whole.substring(0, whole.length() / 2),
            whole.replace("64x64", "64x65"),
            whole + "more\n")) {
      put(damaged);
      Particular told = TunedFile.describe(X, environment());
      assertTrue(told.value().contains(" is not used: it "), told.toString());
      assertEquals("measure again: gradus tune", told.remedy());
      assertEquals(PaperDriver.TENSOR, TunedFile.of(X, environment()).in(PaperDriver.TENSOR));
    }
  }

  @Test
  void linesThatSayNothingAreNamed() {
    String body = text(X).replaceFirst("\t4210", "\tsoon").replaceFirst("(?s)sha256 .*", "");
    String signed = body + "sha256 " + BinaryCache.key(body) + "\n";
    TunedTable.Unreadable wrong =
        assertThrows(TunedTable.Unreadable.class, () -> TunedTable.parse(signed));
    assertTrue(String.valueOf(wrong.getMessage()).startsWith("line 6 is not "), wrong.toString());
    String nameless = "gradus-tuned-1\ndevice X\n";
    String unnamed = nameless + "sha256 " + BinaryCache.key(nameless) + "\n";
    wrong = assertThrows(TunedTable.Unreadable.class, () -> TunedTable.parse(unnamed));
    assertEquals("line 3 does not name the driver", wrong.getMessage());
  }

  @Test
  void aFileThatIsAskedForMustBeOfUse() throws IOException {
    Path file = folder.resolve("table.txt");
    Map<String, String> named = Map.of("GRADUS_TUNED", file.toString());
    DeviceException missing = assertThrows(DeviceException.class, () -> TunedFile.of(X, named));
    assertTrue(String.valueOf(missing.getMessage()).contains(file.toString()));
    Files.writeString(file, "nothing");
    assertThrows(DeviceException.class, () -> TunedFile.of(X, named));
    Files.writeString(file, text(X));
    assertEquals(List.of(FOUND), TunedFile.of(X, named).found());
  }

  @Test
  void aFileThatIsAskedForMayBeOfADeviceBesideThisOne() throws IOException {
    Path file = folder.resolve("table.txt");
    Map<String, String> named = Map.of("GRADUS_TUNED", file.toString());
    Files.writeString(file, text(device("GPU Y", "CUDA 13.0")));
    assertEquals(PaperDriver.TENSOR, TunedFile.of(X, named).in(PaperDriver.TENSOR));
    assertEquals("", TunedFile.describe(X, named).remedy());
    Files.writeString(file, text(device("GPU X", "CUDA 12.8")));
    assertThrows(DeviceException.class, () -> TunedFile.of(X, named));
  }
}
