package org.gradus.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Set;
import org.gradus.io.DataException;
import org.gradus.train.NonFiniteException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a failure is told: one or two lines on standard error, and an exit status. */
final class Errors {
  /** The command failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int WRONG_USAGE = 2;

  private Errors() {}

  /** Tells what is wrong with the command line and where its help is. */
  static int usage(String command, String message, PrintStream err) {
    err.println("gradus: " + message);
    err.println("'" + command + " --help' shows what can be given.");
    return WRONG_USAGE;
  }

  /** Returns what the parser found wrong, in the words of the other messages. */
  static String describe(ParameterException wrong) {
    return switch (wrong) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " was given twice";
      case MissingParameterException missing -> missing(missing);
      default -> oneLine(String.valueOf(wrong.getMessage()));
    };
  }

  private static String unmatched(UnmatchedArgumentException unmatched) {
    String first = unmatched.getUnmatched().getFirst();
    Set<String> commands = unmatched.getCommandLine().getSubcommands().keySet();
    if (!first.startsWith("-") && !commands.isEmpty()) {
      return "unknown command %s; there are %s".formatted(first, String.join(", ", commands));
    }
    String kind = first.startsWith("-") ? "unknown option " : "unexpected argument ";
    return kind + first;
  }

  private static String missing(MissingParameterException missing) {
    ArgSpec first = missing.getMissing().getFirst();
    return name(first) + (first.isOption() ? " needs a value" : " is missing");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** Tells why a command failed, with the stack trace only if GRADUS_DEBUG is set. */
  static int failure(Throwable failure, Console console) {
    console.err().println("gradus: " + describe(failure));
    if (console.debug()) {
      failure.printStackTrace(console.err());
    } else if (isBug(failure)) {
      console.err().println("This is a mistake in Gradus; GRADUS_DEBUG=1 shows where.");
    }
    return FAILED;
  }

  // Gradus's own exceptions are for users; these of the JDK are never thrown on purpose.
  private static boolean isBug(Throwable failure) {
    return failure instanceof NullPointerException
        || failure instanceof IndexOutOfBoundsException
        || failure instanceof ClassCastException
        || failure instanceof ArithmeticException
        || failure instanceof LinkageError
        || failure instanceof AssertionError;
  }

  /** Returns what went wrong, in one line for users or with a second that says what to do. */
  static String describe(Throwable failure) {
    return switch (failure) {
      case DataException e when e.remedy() != null ->
          oneLine(e.problem()) + System.lineSeparator() + oneLine(String.valueOf(e.remedy()));
      case UncheckedIOException e when e.getCause() != null -> describe(e.getCause());
      case NoSuchFileException e -> file(e) + ": no such file or folder";
      case AccessDeniedException e -> file(e) + ": permission denied";
      case NotDirectoryException e -> file(e) + ": not a folder";
      case FileAlreadyExistsException e -> file(e) + ": exists already";
      case FileSystemException e when e.getReason() != null -> file(e) + ": " + e.getReason();
      case IOException e when e.getMessage() != null -> oneLine(e.getMessage());
      case NonFiniteException e when !e.fromInput() ->
          oneLine(e.problem()) + "; a lower --lr or --clip-norm may help";
      case OutOfMemoryError _ -> memory();
      default -> other(failure);
    };
  }

  private static String other(Throwable failure) {
    String message = failure.getMessage();
    if (message != null && !isBug(failure)) {
      return oneLine(message);
    }
    return failure.getClass().getSimpleName() + ": " + oneLine(String.valueOf(message));
  }

  private static String memory() {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    return "out of memory: Java may use %d MiB; where the machine has it, GRADUS_JAVA_OPTS=-Xmx%dg gives twice that"
        .formatted(mebibytes, Math.ceilDiv(2 * mebibytes, 1024));
  }

  private static @Nullable String file(FileSystemException e) {
    return e.getFile();
  }

  // Messages are one line; what came from files may hold anything.
  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
