package org.gradus.data;

import static org.gradus.data.DatasetTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server on this machine; nothing leaves it. */
class MnistDownloadTest {
  private static final String REFUSED =
      "cannot download train-images-idx3-ubyte of tiny: 127.0.0.1: %s\n"
          + "Put {train,t10k}-images-idx3-ubyte and {train,t10k}-labels-idx1-ubyte (or .gz) into"
          + " %s, or name their folder with --data-dir";

  @TempDir Path folder = Path.of("");

  private final Map<String, byte[]> contents = new TreeMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server = start();

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void serve() {
    contents.put("train-images-idx3-ubyte", images(3));
    contents.put("train-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3});
    contents.put("t10k-images-idx3-ubyte", images(1));
    contents.put("t10k-labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 4});
    server.createContext(
        "/set/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring("/set/".length());
          asked.add(name);
          byte[] packed = gzip(contents.getOrDefault(name.replace(".gz", ""), new byte[0]));
          exchange.sendResponseHeaders(200, packed.length);
          try (exchange) {
            exchange.getResponseBody().write(packed);
          }
        });
    server.createContext(
        "/stalls/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static byte[] images(int count) {
    return ByteBuffer.allocate(16 + 4 * count)
        .putInt(0x803)
        .putInt(count)
        .putInt(2)
        .putInt(2)
        .array();
  }

  private static byte[] gzip(byte[] contents) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
      stream.write(contents);
    }
    return packed.toByteArray();
  }

  private static String md5(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path + "/");
  }

  private MnistFiles files(boolean packed, URI... mirrors)
      throws GeneralSecurityException, IOException {
    List<String> sums = new ArrayList<>();
    for (String name : MnistFiles.NAMES) {
      byte[] held = contents.getOrDefault(name, new byte[0]);
      sums.add(md5(packed ? gzip(held) : held));
    }
    return new MnistFiles("tiny", Dataset.numberedClasses(10), packed, sums, List.of(mirrors));
  }

  @Test
  void downloadsWhatIsMissingAndKeepsIt() throws GeneralSecurityException, IOException {
    MnistFiles files = files(false, address("set"));
    Path cache = folder.resolve("cache").resolve("tiny");
    assertEquals(3, Mnist.load(files, cache).train().size());
    assertEquals(4, asked.size());
    Files.delete(cache.resolve("t10k-labels-idx1-ubyte.gz"));
    assertEquals(4, Mnist.load(files, cache).test().label(0));
    assertEquals("t10k-labels-idx1-ubyte.gz", asked.get(4));
    assertEquals(5, asked.size());
  }

  @Test
  void checksumsMayBeOfThePackedFiles() throws GeneralSecurityException, IOException {
    assertEquals(1, Mnist.load(files(true, address("set")), folder).test().size());
  }

  @Test
  void theSecondMirrorHelpsOut() throws GeneralSecurityException, IOException {
    assertEquals(
        3, Mnist.load(files(false, address("gone"), address("set")), folder).train().size());
  }

  @Test
  void nothingIsKeptWhenNoMirrorHasIt() throws GeneralSecurityException, IOException {
    MnistFiles files = files(false, address("gone"));
    assertMessage(REFUSED.formatted("HTTP status 404", folder), () -> Mnist.load(files, folder));
    assertFalse(Files.exists(folder.resolve("train-images-idx3-ubyte.gz")));
  }

  @Test
  void damagedFilesAreNotKept() throws GeneralSecurityException, IOException {
    MnistFiles files = files(false, address("set"));
    String right = files.checksums().getFirst();
    contents.put("train-images-idx3-ubyte", images(4));
    assertMessage(
        REFUSED.formatted("MD5 %s expected, found %s".formatted(right, md5(images(4))), folder),
        () -> Mnist.load(files, folder));
    assertFalse(Files.exists(folder.resolve("train-images-idx3-ubyte.gz")));
  }

  @Test
  void noServer() throws GeneralSecurityException, IOException {
    MnistFiles files = files(false, address("set"));
    server.stop(0);
    assertMessage(REFUSED.formatted("no connection", folder), () -> Mnist.load(files, folder));
  }

  @Test
  void aStalledBodyIsGivenUp() throws GeneralSecurityException, IOException {
    MnistFiles files = files(false, address("stalls"));
    MnistDownload download = new MnistDownload(files, folder, Duration.ofMillis(300));
    assertMessage(
        REFUSED.formatted("not finished after 0.3 s", folder),
        () -> download.fetch(MnistFiles.NAMES));
  }
}
