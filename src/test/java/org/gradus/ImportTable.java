package org.gradus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which package of Gradus may import which, in the order of processing. */
final class ImportTable {
  private static final String[] MODEL = {"graph", "grad", "op", "random"};
  private static final String[] BACKEND = {"device", "plan", "pass", "graph", "op", "random"};

  /** A package may import itself, what is listed here for it, and nothing else of Gradus. */
  static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  /** A library that only one package may know; the keys are prefixes of class names. */
  static final Map<String, String> ONLY_IN =
      Map.of(
          "jcuda.", "cuda",
          "org.lwjgl.", "opencl",
          "jdk.incubator.vector.", "cpu",
          "picocli.", "cli",
          "org.junit.", "junit",
          "org.opentest4j.", "junit");

  static {
    row("op");
    row("graph", "op");
    row("pass", "graph", "op");
    row("grad", "pass", "graph", "op");
    row("plan", "graph", "op", "pass");
    row("random");
    row("device", "plan", "pass", "graph", "op");
    row("cpu", BACKEND);
    row("gpu", BACKEND);
    row("cuda", join(BACKEND, "gpu"));
    row("opencl", join(BACKEND, "gpu"));
    row("init", MODEL);
    row("schedule", MODEL);
    row("nn", join(MODEL, "init", "pass")); // pass counts the operations of a model
    row("loss", MODEL);
    row("optim", join(MODEL, "schedule"));
    row("io", "op");
    row("data", "op", "random", "io");
    String[] library = join(MODEL, "pass", "plan", "device", "init", "schedule", "nn", "loss");
    library = join(library, "optim", "io", "data");
    row("train", library);
    // It watches a training by its callbacks, and tries steps of its own beside it.
    row("watch", join(library, "train"));
    // It checks a training step, and its custom op brings its kernels, as a user's own would.
    row("check", join(library, "train", "cpu", "gpu"));
    // It checks a device before it measures it, and trains as users do.
    row("bench", join(library, "train", "check"));
    // Backends are found by ServiceLoader: not even the command line names one.
    String[] everything = join(library, "train", "check");
    // A jar of its own: nothing else may need it.
    row("junit", everything);
    row("report", join(everything, "bench", "watch"));
    row("experiment", join(everything, "report", "watch"));
    row("cli", join(everything, "report", "experiment", "bench", "watch"));
  }

  private ImportTable() {}

  private static void row(String importer, String... imported) {
    MAY_IMPORT.put(importer, new TreeSet<>(Set.of(imported)));
  }

  private static String[] join(String[] some, String... more) {
    String[] all = new String[some.length + more.length];
    System.arraycopy(some, 0, all, 0, some.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
