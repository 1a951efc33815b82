package org.gradus.cli;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command's options as text; each reader checks its value and names the option.
 *
 * <p>The text comes from the command line, or from what a run's folder remembers of one.
 */
final class Arguments {
  private final Map<String, String> options;
  private final List<String> positionals;

  /** Takes the options by name, {@code --lr} to {@code 0.1}, and the arguments that are none. */
  Arguments(Map<String, String> options, List<String> positionals) {
    this.options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    this.positionals = List.copyOf(positionals);
  }

  /** Takes what the parser found for one command. */
  static Arguments of(ParseResult parsed) {
    Map<String, String> options = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      options.put(option.longestName(), String.valueOf(option.<Object>getValue()));
    }
    List<String> positionals = new ArrayList<>();
    for (PositionalParamSpec positional : parsed.matchedPositionals()) {
      positionals.addAll(positional.originalStringValues());
    }
    return new Arguments(options, positionals);
  }

  /** Returns the options that were given, by name, in their order. */
  Map<String, String> options() {
    return options;
  }

  /** Returns the arguments that are no options, in their order. */
  List<String> positionals() {
    return positionals;
  }

  /** Returns what was typed: {@code ./gradus}, {@code command} and the options. */
  String command(String command) {
    StringBuilder typed = new StringBuilder("./gradus " + command);
    options.forEach(
        (option, value) ->
            typed.append(' ').append(option).append(value.equals("true") ? "" : " " + value));
    return typed.toString();
  }

  /** Returns whether the option was given. */
  boolean has(String option) {
    return options.containsKey(option);
  }

  /** Returns the option's text, or null if it was not given. */
  @Nullable String text(String option) {
    return options.get(option);
  }

  /** Returns the option's text, or {@code usual} if it was not given. */
  String text(String option, String usual) {
    return options.getOrDefault(option, usual);
  }

  /** Returns the option's text, which must have been given. */
  String required(String option, String label) {
    String text = text(option);
    if (text == null) {
      throw new UsageException("%s %s is missing".formatted(option, label));
    }
    return text;
  }

  /** Returns the argument that is no option, which must have been given. */
  String requiredPositional(String label) {
    if (positionals.isEmpty()) {
      throw new UsageException(label + " is missing");
    }
    return positionals.getFirst();
  }

  /** Returns one of {@code choices}. */
  String choice(String option, String usual, List<String> choices) {
    String text = text(option, usual);
    if (!choices.contains(text)) {
      throw new UsageException(
          "%s must be one of %s; got %s".formatted(option, String.join(", ", choices), text));
    }
    return text;
  }

  /** Returns a whole number of at least 1. */
  int count(String option, int usual) {
    Integer given = count(option);
    return given == null ? usual : given;
  }

  /** Returns a whole number of at least 1, or null if it was not given. */
  @Nullable Integer count(String option) {
    String text = text(option);
    if (text == null) {
      return null;
    }
    int value = positive(option, text);
    if (value < 1) {
      throw new UsageException(
          "%s must be a whole number of at least 1, got %s".formatted(option, text));
    }
    return value;
  }

  /** Returns whole numbers of at least 1, separated by commas. */
  List<Integer> counts(String option, List<Integer> usual) {
    String text = text(option);
    if (text == null) {
      return usual;
    }
    List<Integer> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int value = positive(option, part.strip());
      if (value < 1) {
        throw new UsageException(
            "%s must be whole numbers of at least 1 separated by commas, got %s"
                .formatted(option, text));
      }
      values.add(value);
    }
    return values;
  }

  /** Returns any whole number. */
  long whole(String option, long usual) {
    String text = text(option);
    if (text == null) {
      return usual;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException("%s must be a whole number, got %s".formatted(option, text));
    }
  }

  /** Returns a positive finite number, or null if it was not given. */
  @Nullable Double positiveNumber(String option) {
    return number(option, "a positive finite number", x -> x > 0);
  }

  /** Returns zero or a positive finite number, or null if it was not given. */
  @Nullable Double nonNegativeNumber(String option) {
    return number(option, "zero or a positive finite number", x -> x >= 0);
  }

  /** Returns a number in [0, 1), 0 if it was not given. */
  double share(String option) {
    Double value = number(option, "at least 0 and below 1", x -> x >= 0 && x < 1);
    return value == null ? 0 : value;
  }

  /** Returns a number from 0 to 1, or null if it was not given. */
  @Nullable Double wholeOrPart(String option) {
    return number(option, "from 0 to 1", x -> x >= 0 && x <= 1);
  }

  /** Returns a file or folder, or null if it was not given. */
  @Nullable Path path(String option) {
    String text = text(option);
    return text == null ? null : path(option, text);
  }

  /** Returns {@code text} as a path; {@code name} is what it was given for. */
  static Path path(String name, String text) {
    if (text.isEmpty()) {
      throw new UsageException(name + " must not be empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("%s is not a path: %s".formatted(name, e.getMessage()));
    }
  }

  private @Nullable Double number(String option, String rule, DoublePredicate holds) {
    String text = text(option);
    if (text == null) {
      return null;
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!Double.isFinite(value) || !holds.test(value)) {
      throw new UsageException("%s must be %s, got %s".formatted(option, rule, text));
    }
    return value;
  }

  /** Returns the number, or 0 if the text is none that is positive and fits. */
  private static int positive(String option, String text) {
    if (text.matches("\\+?\\d{10,}") && new BigInteger(text).bitLength() > 31) {
      throw new UsageException(
          "%s must be at most %d, got %s".formatted(option, Integer.MAX_VALUE, text));
    }
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
