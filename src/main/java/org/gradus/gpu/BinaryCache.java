package org.gradus.gpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gradus.device.Debug;
import org.jspecify.annotations.Nullable;

/**
 * Built programs on disk, so that each is compiled once on a machine and not once in a process.
 *
 * <p>A file's name is the SHA-256 of all that the binary depends on; its contents begin with the
 * SHA-256 of the rest. A file takes its name in one step, so several processes may share a folder.
 * Whatever is wrong with a file or the folder only means that programs are compiled again; of a
 * folder that takes no files a line on standard error tells.
 */
public final class BinaryCache {
  private static final int HASH = 32;

  private final @Nullable Path folder;
  private final AtomicBoolean useless = new AtomicBoolean();

  /** A cache in {@code folder}, named by its backend, which need not exist; null for none. */
  public BinaryCache(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * The folder of this user's cache for {@code backend}: in what {@code GRADUS_CACHE} says, else in
   * {@code gradus} in {@code XDG_CACHE_HOME} or {@code ~/.cache}; null if none of them is a path.
   */
  public static @Nullable Path folder(String backend, Map<String, String> environment) {
    try {
      String own = environment.getOrDefault("GRADUS_CACHE", "");
      if (!own.isBlank()) {
        return Path.of(own, backend);
      }
      Path shared = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
      if (!shared.isAbsolute()) { // as its specification says
        shared = Path.of(System.getProperty("user.home", ""), ".cache");
      }
      return shared.isAbsolute() ? shared.resolve("gradus").resolve(backend) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** The name of what depends on {@code parts}. */
  public static String key(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes); // lengths keep ("ab", "c") apart from ("a", "bc")
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The binary of that name, or null if it is not there or damaged. */
  public byte @Nullable [] read(String key) {
    if (folder == null) {
      return null;
    }
    try {
      byte[] all = Files.readAllBytes(file(folder, key));
      if (all.length <= HASH) {
        return null;
      }
      byte[] binary = Arrays.copyOfRange(all, HASH, all.length);
      boolean whole = Arrays.equals(all, 0, HASH, sha256().digest(binary), 0, HASH);
      return whole ? binary : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Whether writing is of use: there is a folder, which takes files. The first time that it does
   * not, a line on standard error says so.
   */
  public boolean isKept() {
    if (folder == null || useless.get()) {
      return false;
    }
    String problem = problem(folder);
    if (!problem.isEmpty()) {
      giveUp(problem);
    }
    return problem.isEmpty();
  }

  /** Keeps {@code binary} under that name if the folder takes it. */
  public void write(String key, byte[] binary) {
    if (folder == null || !isKept()) {
      return;
    }
    Path hidden = null;
    try {
      Files.createDirectories(folder);
      hidden = Files.createTempFile(folder, "." + key, ".tmp");
      ByteBuffer all = ByteBuffer.allocate(HASH + binary.length);
      Files.write(hidden, all.put(sha256().digest(binary)).put(binary).array());
      Files.move(hidden, file(folder, key), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(hidden);
      giveUp("%s takes no file: %s".formatted(folder, reason(e)));
    }
  }

  /** The system's own words; where there are none a message is the file's name alone. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " cannot be made";
      case AccessDeniedException denied -> denied.getFile() + " may not be written";
      default -> String.valueOf(e.getMessage());
    };
  }

  private void giveUp(String problem) {
    if (folder != null && !useless.getAndSet(true)) {
      Debug.tell(
          "%s: built kernels are not kept, and are built in each process: %s"
              .formatted(folder.getFileName(), problem));
    }
  }

  /** Why {@code folder}, which need not exist, can take no file; empty if it can. */
  private static String problem(Path folder) {
    for (Path each = folder.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.isDirectory(each)) {
        return Files.isWritable(each) ? "" : "%s: %s cannot be written".formatted(folder, each);
      }
      if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        return "%s: %s is not a folder".formatted(folder, each);
      }
    }
    return folder + " lies nowhere";
  }

  /** The folder, and what is wrong with it, for people. */
  public String describe() {
    if (folder == null) {
      return "none: no folder of the user's is known";
    }
    String problem = problem(folder);
    return problem.isEmpty() ? folder.toString() : problem;
  }

  /** What to do about the folder if no file can be kept there; else empty. */
  public String remedy() {
    return folder != null && problem(folder).isEmpty()
        ? ""
        : "set GRADUS_CACHE to a folder that can be written, or kernels are built in each process";
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is hidden and small, and the folder belongs to nobody but this cache.
    }
  }

  private static Path file(Path folder, String key) {
    return folder.resolve(key + ".bin");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
