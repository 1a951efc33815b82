package org.gradus.pass;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.gradus.graph.Graph;
import org.jspecify.annotations.Nullable;

/**
 * The standard passes in their order: simplify and share until nothing changes, fuse, decompose
 * what the device lacks, and simplify and share again.
 */
public final class Passes {
  private final @Nullable Consumer<String> watcher;

  private Passes(@Nullable Consumer<String> watcher) {
    this.watcher = watcher;
  }

  /** The graph as a device with this support is to compute it. */
  public static Graph standard(Graph graph, KernelSupport support) {
    return new Passes(null).run(graph, support);
  }

  /**
   * As {@link #standard(Graph, KernelSupport)}, showing the graph.
   *
   * @param watcher is told the graph's text at the start, and after each pass that changed it
   */
  public static Graph standard(Graph graph, KernelSupport support, Consumer<String> watcher) {
    return new Passes(watcher).run(graph, support);
  }

  private Graph run(Graph graph, KernelSupport support) {
    show("before the passes", graph);
    Graph clean = clean(graph);
    Graph fused = pass("fuse", clean, g -> Fuse.apply(g, support));
    Graph able = pass("decompose", fused, g -> Decompose.apply(g, support));
    return able == clean ? clean : clean(able);
  }

  /** Each round removes or merges nodes, so there is an end to it. */
  private Graph clean(Graph graph) {
    Graph before;
    Graph after = graph;
    do {
      before = after;
      after = pass("simplify", after, Simplify::apply);
      after = pass("share", after, Share::apply);
    } while (after != before);
    return after;
  }

  /** The new graph, or {@code graph} itself if the pass changed nothing. */
  private Graph pass(String name, Graph graph, UnaryOperator<Graph> pass) {
    Graph after = pass.apply(graph);
    if (Sameness.of(graph, after)) {
      return graph;
    }
    show("after " + name, after);
    return after;
  }

  private void show(String when, Graph graph) {
    if (watcher != null) {
      watcher.accept("graph " + when + "\n" + GraphText.of(graph));
    }
  }
}
