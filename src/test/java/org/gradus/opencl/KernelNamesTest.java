package org.gradus.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gradus.check.CheckOptions;
import org.gradus.check.LaunchedKernels;
import org.gradus.gpu.launch.KernelLibrary;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.KernelSources;
import org.gradus.gpu.launch.Program;
import org.junit.jupiter.api.Test;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;

/**
 * The names that plans launch against those that OpenCL finds in the built programs, which compile
 * without a warning.
 */
class KernelNamesTest {
  @Test
  void launchedKernelsExistAndNoOthers() throws InterruptedException, ExecutionException {
    List<FoundDevice> devices = new Installed().devices();
    assumeFalse(devices.isEmpty(), "no OpenCL device: " + new OpenClBackend().remedy());
    Map<String, Set<String>> built = built(devices.getFirst());
    Set<String> missing = new TreeSet<>();
    Map<String, Set<String>> idle = new LinkedHashMap<>();
    built.forEach((program, names) -> idle.put(program, new TreeSet<>(names)));
    for (KernelName launched : LaunchedKernels.all(CheckOptions.SEED)) {
      Set<String> names = get(built, launched);
      if (!names.contains(launched.function())) {
        missing.add("%s is not in %s".formatted(launched, launched.program()));
      } else {
        get(idle, launched).remove(launched.function());
      }
    }
    assertEquals("", String.join("\n", missing), "launched, but not there");
    idle.values().removeIf(Set::isEmpty);
    assertEquals(Map.of(), idle, "there, but never launched by any case of the catalogue");
  }

  /** The kernels of all programs, built by as many contexts at a time as there are processors. */
  private static Map<String, Set<String>> built(FoundDevice device)
      throws InterruptedException, ExecutionException {
    int builders = Runtime.getRuntime().availableProcessors();
    List<Program> programs = KernelLibrary.portable().programs();
    List<Future<Map<String, Set<String>>>> parts = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(builders)) {
      for (int builder = 0; builder < builders; builder++) {
        int first = builder;
        parts.add(workers.submit(() -> built(device, programs, first, builders)));
      }
    }
    Map<String, Set<String>> all = new TreeMap<>();
    for (Future<Map<String, Set<String>>> part : parts) {
      all.putAll(part.get());
    }
    return all;
  }

  private static Map<String, Set<String>> built(
      FoundDevice device, List<Program> programs, int first, int stride) {
    Map<String, Set<String>> built = new TreeMap<>();
    try (Context context = new Context(device, "opencl:0");
        Programs own =
            new Programs(context.handle(), device, KernelSources::text, OpenCls.NO_CACHE, true)) {
      for (int i = first; i < programs.size(); i += stride) {
        built.put(programs.get(i).toString(), names(own.built(programs.get(i))));
      }
    }
    return built;
  }

  private static Set<String> get(Map<String, Set<String>> programs, KernelName launched) {
    return programs.getOrDefault(launched.program().toString(), Set.of());
  }

  private static Set<String> names(long program) {
    String names =
        Query.text(
            (name, size, value, returned) ->
                CL10.nclGetProgramInfo(program, name, size, value, returned),
            CL12.CL_PROGRAM_KERNEL_NAMES,
            "clGetProgramInfo");
    return new TreeSet<>(List.of(names.split(";")));
  }
}
