package org.gradus.watch;

import java.util.Map;

/** TensorBoard's events as bytes; the numbers are the fields' in TensorFlow's .proto files. */
final class Events {
  private static final String HPARAMS = "hparams";
  private static final int TENSOR_DATA = 2;
  private static final int FLOAT = 1;

  /** How a session of a run ended. */
  enum Outcome {
    SUCCESS(1),
    FAILURE(2);

    private final int number;

    Outcome(int number) {
      this.number = number;
    }
  }

  private Events() {}

  private static Protobuf event(double time, long step) {
    return new Protobuf().number(1, time).varint(2, step);
  }

  /** The first event of each file. */
  static byte[] version(double time) {
    return event(time, 0).text(3, "brain.Event:2").toBytes();
  }

  /** Says that a run goes on before {@code step}: events of it and later ones are void. */
  static byte[] restart(double time, long step) {
    return event(time, step).message(7, new Protobuf().varint(1, 1)).toBytes();
  }

  /** A graph, from {@link GraphDefinition}. */
  static byte[] graph(double time, byte[] definition) {
    return event(time, 0).bytes(4, definition).toBytes();
  }

  /** Numbers by tag at one step. */
  static byte[] scalars(double time, long step, Map<String, Double> values) {
    Protobuf summary = new Protobuf();
    values.forEach(
        (tag, value) ->
            summary.message(1, new Protobuf().text(1, tag).small(2, (float) (double) value)));
    return event(time, step).message(5, summary).toBytes();
  }

  /** A histogram at one step. */
  static byte[] histogram(double time, long step, String tag, Histogram histogram) {
    Distribution spread = histogram.spread();
    Protobuf message =
        new Protobuf()
            .number(1, spread.min())
            .number(2, spread.max())
            .number(3, spread.count())
            .number(4, spread.mean() * spread.count())
            .number(5, spread.norm() * spread.norm())
            .numbers(6, histogram.limits())
            .numbers(7, histogram.counts());
    return summary(time, step, new Protobuf().text(1, tag).message(5, message));
  }

  /** What a run was given, for the hparams tab: numbers as numbers, all else as text. */
  static byte[] sessionStart(double time, Map<String, String> settings) {
    Protobuf start = new Protobuf();
    settings.forEach(
        (name, value) -> start.message(1, new Protobuf().text(1, name).message(2, value(value))));
    start.number(5, time);
    return session(time, "_hparams_/session_start_info", new Protobuf().message(3, start));
  }

  private static Protobuf value(String text) {
    try {
      return new Protobuf().number(2, Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return text.equals("true") || text.equals("false")
          ? new Protobuf().varint(4, text.equals("true") ? 1 : 0)
          : new Protobuf().text(3, text);
    }
  }

  /** How a run ended, for the hparams tab. */
  static byte[] sessionEnd(double time, Outcome outcome) {
    Protobuf end = new Protobuf().varint(1, outcome.number).number(2, time);
    return session(time, "_hparams_/session_end_info", new Protobuf().message(4, end));
  }

  // The plugin reads the metadata alone; readers still want a tensor beside it.
  private static byte[] session(double time, String tag, Protobuf content) {
    Protobuf plugin = new Protobuf().text(1, HPARAMS).message(2, content);
    Protobuf metadata = new Protobuf().message(1, plugin).varint(4, TENSOR_DATA);
    Protobuf shape = new Protobuf().message(2, new Protobuf().varint(1, 1));
    Protobuf tensor =
        new Protobuf().varint(1, FLOAT).message(2, shape).bytes(4, new byte[Float.BYTES]);
    return summary(time, 0, new Protobuf().text(1, tag).message(8, tensor).message(9, metadata));
  }

  private static byte[] summary(double time, long step, Protobuf value) {
    return event(time, step).message(5, new Protobuf().message(1, value)).toBytes();
  }
}
