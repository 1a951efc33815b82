package org.gradus.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.gradus.bench.MatmulCase;
import org.gradus.bench.MatmulSweep;
import org.gradus.device.Device;
import org.gradus.device.DeviceOptions;
import org.gradus.device.Devices;
import org.gradus.pass.Precision;
import picocli.CommandLine.Model.OptionSpec;

/** Which matrix products the command line asks for. */
final class MatmulCases {
  private static final List<String> TRANSPOSES = List.of("NN", "NT", "TN", "TT");
  private static final List<String> EXTENTS = List.of("--m", "--n", "--k", "--batch");

  /** Where nothing is said. */
  private static final int USUAL = 4096;

  private MatmulCases() {}

  static List<OptionSpec> options() {
    return List.of(
        Options.value("--m", "M", "Rows of the result, 4096 if not said."),
        Options.value("--n", "N", "Columns of the result, 4096 if not said."),
        Options.value("--k", "K", "The inner length, 4096 if not said."),
        Options.value("--batch", "B", "How many products at a time, 1 if not said."),
        Options.value(
            "--dtype",
            "TYPES",
            "Of %s these; bf16 if not said. tf32 is f32 rounded as tensor cores do."
                .formatted(String.join(",", Precision.words()))),
        Options.value(
            "--transpose",
            "NAMES",
            "Of NN,NT,TN,TT these, T for an operand stored as its transpose; NN if not said."
                + " transformer and mlp have their own."),
        Options.value(
            "--sweep",
            "NAMES",
            "Of %s these lists of products, or all, in place of one."
                .formatted(String.join(",", MatmulSweep.names()))));
  }

  /** Reads them, each once: one product of bf16 if nothing is said. */
  static List<MatmulCase> of(Arguments arguments) {
    List<MatmulCase> shapes = arguments.has("--sweep") ? swept(arguments, "") : one(arguments);
    return List.copyOf(typed(shapes, "bf16", arguments));
  }

  /** Reads them, each once: all sweeps in f32 and bf16 if nothing is said. */
  static List<MatmulCase> ofAll(Arguments arguments) {
    boolean single = EXTENTS.stream().anyMatch(arguments::has) && !arguments.has("--sweep");
    List<MatmulCase> shapes = single ? one(arguments) : swept(arguments, "all");
    Map<String, MatmulCase> products = new LinkedHashMap<>(); // several layers have the same one
    for (MatmulCase each : typed(shapes, "f32,bf16", arguments)) {
      products.putIfAbsent(each.toString(), each);
    }
    return List.copyOf(products.values());
  }

  private static Set<MatmulCase> typed(List<MatmulCase> shapes, String usual, Arguments arguments) {
    Set<MatmulCase> cases = new LinkedHashSet<>();
    for (String type : some(arguments, "--dtype", usual, Precision.words())) {
      Precision precision = Precision.of(type);
      shapes.forEach(each -> cases.add(each.in(precision)));
    }
    return cases;
  }

  /** Refuses a device, or a library of it, that is not there or does not hold the types. */
  static void require(String name, DeviceOptions options, List<MatmulCase> cases) {
    try (Device device = Devices.plain(name, options)) {
      for (MatmulCase each : cases) {
        if (!device.capabilities().dtypes().contains(each.dtype()) || !each.runsOn(device)) {
          throw new CommandException(
              "device '%s' has no %s".formatted(device.info().id(), each.precision()));
        }
      }
    }
  }

  private static List<MatmulCase> one(Arguments arguments) {
    MatmulCase usual =
        new MatmulCase("", 1, USUAL, USUAL, USUAL, "NN", Precision.BF16)
            .shrunk(arguments.has("--quick"));
    MatmulCase asked =
        new MatmulCase(
            "",
            arguments.count("--batch", 1),
            arguments.count("--m", usual.m()),
            arguments.count("--n", usual.n()),
            arguments.count("--k", usual.k()),
            "NN",
            Precision.BF16);
    return transposes(arguments).stream().map(asked::stored).toList();
  }

  private static List<MatmulCase> swept(Arguments arguments, String usual) {
    for (String extent : EXTENTS) {
      if (arguments.has(extent)) {
        throw new UsageException(
            "--sweep brings its own extents: %s cannot be given with it".formatted(extent));
      }
    }
    List<MatmulCase> cases = new ArrayList<>();
    for (MatmulSweep sweep : sweeps(arguments, usual)) {
      if (sweep.hasTransposes()) {
        cases.addAll(sweep.cases());
      } else {
        for (String transposes : transposes(arguments)) {
          sweep.cases().forEach(each -> cases.add(each.stored(transposes)));
        }
      }
    }
    cases.replaceAll(each -> each.shrunk(arguments.has("--quick")));
    return cases;
  }

  private static List<MatmulSweep> sweeps(Arguments arguments, String usual) {
    List<String> names = MatmulSweep.names();
    String given = arguments.text("--sweep", usual);
    List<MatmulSweep> sweeps =
        (given.equals("all") ? names : some(arguments, "--sweep", "", names))
            .stream().map(name -> MatmulSweep.valueOf(name.toUpperCase(Locale.ROOT))).toList();
    if (arguments.has("--transpose") && sweeps.stream().allMatch(MatmulSweep::hasTransposes)) {
      throw new UsageException(
          "--transpose cannot be given with --sweep %s, which has its own".formatted(given));
    }
    return sweeps;
  }

  private static List<String> transposes(Arguments arguments) {
    return some(arguments, "--transpose", "NN", TRANSPOSES);
  }

  private static List<String> some(
      Arguments arguments, String option, String usual, List<String> known) {
    List<String> words = List.of(arguments.text(option, usual).split(",", -1));
    for (String word : words) {
      if (!known.contains(word)) {
        throw new UsageException(
            "%s must be some of %s, separated by commas; got %s"
                .formatted(option, String.join(", ", known), word));
      }
    }
    return words;
  }
}
