package org.gradus.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.gradus.io.AtomicFiles;
import org.gradus.io.DataException;

/**
 * Fetches the packed files of a set in MNIST's layout; a file is kept only if its checksum fits.
 *
 * @param files what to fetch and from where
 * @param directory where it goes; made if it is not there
 * @param patience how long one file may take, from first to last byte
 */
record MnistDownload(MnistFiles files, Path directory, Duration patience) {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long MOST_BYTES = 64L << 20;

  MnistDownload(MnistFiles files, Path directory) {
    this(files, directory, Duration.ofMinutes(2));
  }

  /**
   * Downloads files by name, each from the first mirror that has it.
   *
   * @throws DataException naming each mirror's failure, and where to put the files by hand
   */
  void fetch(List<String> names) {
    AtomicFiles.createDirectories(directory);
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      for (String name : names) {
        AtomicFiles.write(directory.resolve(name + ".gz"), fetch(client, name));
      }
    }
  }

  private byte[] fetch(HttpClient client, String name) {
    List<String> failures = new ArrayList<>();
    for (URI mirror : files.mirrors()) {
      URI address = mirror.resolve(name + ".gz");
      try {
        byte[] packed = get(client, address);
        checkSum(name, packed);
        return packed;
      } catch (IOException e) {
        failures.add(mirror.getHost() + ": " + e.getMessage());
      }
    }
    throw DataException.withRemedy(
        "cannot download %s of %s: %s".formatted(name, files.name(), String.join(", ", failures)),
        "Put {train,t10k}-images-idx3-ubyte and {train,t10k}-labels-idx1-ubyte (or .gz) into %s, or name their folder with --data-dir"
            .formatted(directory));
  }

  private byte[] get(HttpClient client, URI address) throws IOException {
    // A request's own timeout ends with the headers; a body that stalls needs the future's.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(address).timeout(patience).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("HTTP status " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = cause.getMessage();
      throw new IOException(message == null ? "no connection" : message, e);
    } catch (TimeoutException e) {
      throw new IOException("not finished after " + patience.toMillis() / 1e3 + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private void checkSum(String name, byte[] packed) throws IOException {
    String expected = files.checksums().get(MnistFiles.NAMES.indexOf(name));
    String found = files.packed() ? md5(new ByteArrayInputStream(packed)) : md5OfContents(packed);
    if (!expected.equals(found)) {
      throw new IOException("MD5 %s expected, found %s".formatted(expected, found));
    }
  }

  private static String md5OfContents(byte[] packed) throws IOException {
    try (InputStream contents = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return md5(contents);
    }
  }

  private static String md5(InputStream input) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[1 << 16];
      int read;
      while ((read = input.read(buffer)) >= 0) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
