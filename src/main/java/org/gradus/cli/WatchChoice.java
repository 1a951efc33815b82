package org.gradus.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gradus.train.Callback;
import org.gradus.watch.LayerWatch;
import org.gradus.watch.LogFormat;
import org.gradus.watch.RunLog;
import org.gradus.watch.TensorBoardLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What is written and told of a training besides its own files, read from options and checked. A
 * run that goes on remembers it.
 *
 * @param tensorboard folder of TensorBoard's files; empty for one in the run's folder, null for
 *     none
 * @param log the format of the logs; null for none
 * @param every steps between two entries about steps
 * @param layers whether the layers are watched
 */
record WatchChoice(
    @Nullable String tensorboard, @Nullable LogFormat log, int every, boolean layers) {
  /** The options, none of which changes how a run comes out. */
  static final List<String> NAMES =
      List.of("--tensorboard", "--log", "--log-every", "--watch-layers");

  private static final String NONE = "none";
  private static final List<String> FORMATS = List.of("csv", "jsonl", NONE);

  /** The options, as help shows them. */
  static List<OptionSpec> options() {
    return List.of(
        OptionSpec.builder("--tensorboard")
            .type(String.class)
            .arity("0..1")
            .fallbackValue("")
            .paramLabel("DIR")
            .description(
                "Write files for TensorBoard to that folder: scalars, histograms, the graph, the"
                    + " settings; DIR is tensorboard in the run's folder if not said, none ends it"
                    + " in a run that goes on.")
            .build(),
        Options.value(
            "--log",
            String.join("|", FORMATS),
            "Write steps and epochs to the run's folder as steps.csv and epochs.csv, or .jsonl;"
                + " none if not said."),
        Options.value(
            "--log-every",
            "N",
            "Steps between two entries about steps, for --log and --tensorboard; %d if not said."
                .formatted(RunLog.USUAL_EVERY)),
        Options.flag(
            "--watch-layers",
            "Measure each layer's activations, gradients and updates before the first step and"
                + " after each epoch, and name layers that vanish or explode and dead"
                + " rectifiers."));
  }

  /** Reads the options. */
  static WatchChoice read(Arguments arguments) {
    String folder = arguments.text("--tensorboard");
    if (NONE.equals(folder)) {
      folder = null;
    }
    if (folder != null && !folder.isEmpty()) {
      Arguments.path("--tensorboard", folder);
    }
    String format = arguments.choice("--log", NONE, FORMATS);
    LogFormat log = format.equals(NONE) ? null : LogFormat.valueOf(format.toUpperCase(Locale.ROOT));
    if (arguments.has("--log-every") && folder == null && log == null) {
      throw new UsageException("--log-every goes with --log or --tensorboard");
    }
    int every = arguments.count("--log-every", RunLog.USUAL_EVERY);
    return new WatchChoice(folder, log, every, arguments.has("--watch-layers"));
  }

  /** Adds the options that would give this choice. */
  void putInto(Map<String, String> options) {
    if (tensorboard != null) {
      options.put("--tensorboard", tensorboard);
    }
    if (log != null) {
      options.put("--log", log.name().toLowerCase(Locale.ROOT));
    }
    if ((tensorboard != null || log != null) && every != RunLog.USUAL_EVERY) {
      options.put("--log-every", String.valueOf(every));
    }
    if (layers) {
      options.put("--watch-layers", "true");
    }
  }

  /** What watches the layers; null if nothing does. */
  @Nullable LayerWatch layerWatch() {
    return layers ? new LayerWatch() : null;
  }

  /**
   * The callbacks that write and tell, in their order.
   *
   * @param out the run's folder
   * @param settings the run's options, for TensorBoard's table of runs
   * @param watch from {@link #layerWatch}
   */
  List<Callback> callbacks(
      Path out, Map<String, String> settings, @Nullable LayerWatch watch, Console console) {
    List<Callback> callbacks = new ArrayList<>();
    if (log != null) {
      callbacks.add(new RunLog(out, log, every));
    }
    if (tensorboard != null) {
      Map<String, String> named = new LinkedHashMap<>();
      settings.forEach((option, value) -> named.put(option.substring(2), value)); // lr for --lr
      TensorBoardLog events = new TensorBoardLog(eventFolder(out, settings), every, named);
      callbacks.add(events);
      if (watch != null) {
        watch.tell(events);
      }
    }
    if (watch != null) {
      callbacks.add(watch);
      callbacks.add(new LayerStory(watch, console));
    }
    return callbacks;
  }

  /** Of a cross-validation each fold has a folder of its own in the one that is named. */
  private Path eventFolder(Path out, Map<String, String> settings) {
    if (tensorboard == null || tensorboard.isEmpty()) {
      return out.resolve("tensorboard");
    }
    String fold = settings.get(DataSettings.FOLD);
    return fold == null ? Path.of(tensorboard) : Path.of(tensorboard, "fold-" + fold);
  }
}
