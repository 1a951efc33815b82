package org.gradus.bench;

/**
 * What could not be measured, or came out wrong.
 *
 * @param part which part of the benchmark
 * @param what the case in it
 * @param message why
 */
public record Failure(String part, String what, String message) {
  /** The failure of {@code what} because of {@code cause}. */
  static Failure of(String part, String what, Throwable cause) {
    String message = cause.getMessage();
    return new Failure(part, what, message == null ? cause.toString() : message.strip());
  }
}
