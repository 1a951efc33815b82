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

  /** An error with its whole message. */
  public DataException(String message) {
    super(message);
  }

  /** An error with its whole message and what led to it. */
  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
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

  /** Says in words why a file operation failed, naming the file only where it is another one. */
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
    return file == null || file.equals(path.toString()) ? words : words + " (" + file + ")";
  }
}
