package org.gradus.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or data set that cannot be used, or a file that cannot be written.
 *
 * <p>The message is made for the user: it names the file, what was expected and what was found, and
 * stands without a stack trace.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final @Nullable String remedy;

  /** An error with its whole message. */
  public DataException(String message) {
    super(message);
    problem = message;
    remedy = null;
  }

  /** An error with its whole message and what led to it. */
  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
    problem = message;
    remedy = null;
  }

  private DataException(String problem, String remedy) {
    super(problem + "\n" + remedy);
    this.problem = problem;
    this.remedy = remedy;
  }

  /**
   * An error with what the user can do about it, which {@link #getMessage} has on a line of its
   * own.
   *
   * @param problem one line
   * @param remedy one line
   */
  public static DataException withRemedy(String problem, String remedy) {
    return new DataException(problem, remedy);
  }

  /** Returns what is wrong: the whole message, but for the remedy. */
  public String problem() {
    return problem;
  }

  /** Returns what the user can do about it, or null if the message does not tell it apart. */
  public @Nullable String remedy() {
    return remedy;
  }

  /**
   * Describes a failed read or write: {@code cannot write runs/a/model.safetensors: No space left
   * on device}.
   *
   * @param action what failed, such as {@code "read"} or {@code "write"}
   */
  public static DataException failed(String action, Path path, IOException cause) {
    return failed(action, path, path, cause);
  }

  /** As above for a file that is touched under another name, which the message does not tell. */
  static DataException failed(String action, Path path, Path touched, IOException cause) {
    return new DataException(
        "cannot " + action + " " + path + ": " + reason(touched, cause), cause);
  }

  /** Says in words why a file operation failed, naming the file only where that tells more. */
  private static String reason(Path path, IOException cause) {
    String message = cause.getMessage();
    String words =
        switch (cause) {
          case NoSuchFileException e -> "no such file or directory";
          case AccessDeniedException e -> "permission denied";
          case NotDirectoryException e -> "not a directory";
          case FileAlreadyExistsException e -> "exists and is not a directory";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> message == null ? cause.getClass().getSimpleName() : message;
        };
    String file = cause instanceof FileSystemException e ? e.getFile() : null;
    return file == null || isNamed(Path.of(file), path, cause) ? words : words + " (" + file + ")";
  }

  /** Whether a message about {@code path} needs not say that {@code failed} is what failed. */
  private static boolean isNamed(Path failed, Path path, IOException cause) {
    Path whole = path.toAbsolutePath().normalize();
    // A disk that is full or read-only is so in all its folders; which one it was tells no more.
    boolean ofTheDisk = cause.getClass() == FileSystemException.class;
    Path at = failed.toAbsolutePath().normalize();
    return ofTheDisk ? whole.startsWith(at) : whole.equals(at);
  }
}
