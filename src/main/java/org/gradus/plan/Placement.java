package org.gradus.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradus.graph.Graph;
import org.gradus.graph.Node;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variables;
import org.gradus.op.Elementwise;
import org.gradus.op.Fused;
import org.gradus.op.Leaf;
import org.gradus.op.Op;
import org.gradus.op.TensorSpec;
import org.gradus.op.Update;
import org.gradus.op.View;
import org.jspecify.annotations.Nullable;

/**
 * The place of every value, from the span of time in which it is needed.
 *
 * <p>Reads and updates lie in their variables. Values that are packed are computed in their places
 * inside the pack. An elementwise op writes over an operand that is not needed any more. Inputs,
 * constants and outputs keep their places from the first step to the last.
 */
final class Placement {
  /** A value in a block, {@code offset} bytes into it. */
  private record Place(Block block, long offset) {}

  private final Graph graph;
  private final Aliases aliases;
  private final List<Node> order;
  private final MemoryModel memory;
  private final List<Block> blocks = new ArrayList<>();
  private final Map<Tensor, Place> places = new HashMap<>();
  private final Map<Tensor, Block> snapshots = new HashMap<>();
  private final Map<Tensor, Integer> lastUse = new HashMap<>();
  private final Set<Tensor> kept = new HashSet<>();
  private final Map<Tensor, Tensor> packOf = new HashMap<>();
  private final Map<Tensor, Long> packOffset = new HashMap<>();

  Placement(Graph graph, Aliases aliases, List<Node> order, MemoryModel memory) {
    this.graph = graph;
    this.aliases = aliases;
    this.order = order;
    this.memory = memory;
    findLives();
    order.forEach(this::claimPackPlaces);
    for (int time = 0; time < order.size(); time++) {
      place(order.get(time), time);
    }
  }

  private void findLives() {
    for (int time = 0; time < order.size(); time++) {
      for (Tensor input : order.get(time).inputs()) {
        lastUse.put(aliases.root(input), time);
      }
    }
    graph.outputs().values().forEach(output -> kept.add(aliases.root(output)));
  }

  /** Operands of a pack are computed in their places there, unless they must lie elsewhere. */
  private void claimPackPlaces(Node node) {
    if (!(node.op() instanceof View.Pack pack)) {
      return;
    }
    for (int i = 0; i < node.inputs().size(); i++) {
      Tensor operand = node.input(i);
      Tensor root = aliases.root(operand);
      boolean whole = root.shape().size() == operand.shape().size();
      if (whole && isComputedToScratch(root.node().op()) && !packOf.containsKey(root)) {
        packOf.put(root, node.output(0));
        packOffset.put(root, (long) pack.offsets().get(i) * operand.dtype().bytes());
      }
    }
  }

  private static boolean isComputedToScratch(Op op) {
    return !(op instanceof Leaf) && !(op instanceof Update) && !(op instanceof View.Pack);
  }

  private void place(Node node, int time) {
    for (Tensor input : node.inputs()) {
      Place place = places.get(aliases.root(input));
      if (place != null) {
        place.block().use(time);
      }
    }
    boolean lasting = node.op() instanceof Leaf.Input || node.op() instanceof Leaf.Constant;
    if (node.op() instanceof Leaf.Read || node.op() instanceof Update) {
      return;
    }
    for (Tensor output : node.outputs()) {
      boolean wanted = lasting || lastUse.containsKey(output) || kept.contains(output);
      if (wanted && !aliases.isAlias(output)) {
        Place place = placeFor(node, output, time);
        places.put(output, place);
        if (lasting || kept.contains(output)) {
          keep(place.block());
        }
      }
    }
  }

  private Place placeFor(Node node, Tensor output, int time) {
    Tensor pack = packOf.get(output);
    if (pack != null) {
      Place whole = places.computeIfAbsent(pack, key -> new Place(block(key, time), 0));
      return new Place(whole.block(), packOffset.getOrDefault(output, 0L));
    }
    Place early = places.get(output); // a pack whose operands were placed before it
    if (early != null) {
      early.block().use(time);
      return early;
    }
    Place reused = memory.reuse() ? inPlace(node, output, time) : null;
    return reused != null ? reused : new Place(block(output, time), 0);
  }

  private @Nullable Place inPlace(Node node, Tensor output, int time) {
    if (!mayOverwrite(node.op())) {
      return null;
    }
    for (Tensor input : node.inputs()) {
      Tensor root = aliases.root(input);
      Place place = places.get(root);
      boolean dies =
          place != null
              && lastUse.getOrDefault(root, -1) == time
              && !kept.contains(root)
              && !packOf.containsKey(root)
              && !(root.node().op() instanceof Leaf)
              && !(root.node().op() instanceof View.Pack);
      if (dies
          && input.shape().equals(output.shape())
          && root.shape().size() == output.shape().size()
          && root.dtype() == output.dtype()
          && isAlone(node, input)) {
        return place;
      }
    }
    return null;
  }

  /** No other operand sees the same storage in another shape. */
  private boolean isAlone(Node node, Tensor operand) {
    return node.inputs().stream()
        .filter(other -> aliases.root(other).equals(aliases.root(operand)))
        .allMatch(other -> other.shape().equals(operand.shape()));
  }

  private static boolean mayOverwrite(Op op) {
    return op instanceof Elementwise
        || op instanceof Fused.BiasActivation
        || op instanceof Fused.Dropout
        || op instanceof Fused.GaussianNoise;
  }

  private Block block(Tensor tensor, int time) {
    TensorSpec spec = tensor.spec();
    Block block = new Block(memory.pool(spec.dtype()), spec.bytes(), time);
    blocks.add(block);
    return block;
  }

  private void keep(Block block) {
    block.use(-1);
    block.use(order.size());
  }

  /** Makes room for a copy of a variable's old value that lasts through the run. */
  void snapshot(Tensor tensor) {
    Block block = block(tensor, -1);
    keep(block);
    snapshots.put(tensor, block);
  }

  /** Gives every block its offset; returns the size of each pool. */
  List<Long> assign() {
    return Offsets.assign(blocks, memory);
  }

  /** The snapshot's buffer. */
  Buffer copy(Tensor tensor) {
    Block block = snapshots.get(tensor);
    if (block == null) {
      throw new IllegalStateException(tensor + " has no snapshot");
    }
    return new Buffer(tensor.spec(), new Storage.Scratch(block.pool, block.offset()));
  }

  /** Where {@code tensor} lies; absent if nobody reads it. */
  Buffer buffer(Tensor tensor) {
    Tensor root = aliases.root(tensor);
    long offset = aliases.offset(tensor);
    Op op = root.node().op();
    if (op instanceof Leaf.Read read) {
      return new Buffer(tensor.spec(), state(read.variable(), offset));
    }
    if (op instanceof Update update) {
      return new Buffer(tensor.spec(), state(Graph.targets(update).get(root.index()), offset));
    }
    Place place = places.get(root);
    if (place == null) {
      return new Buffer(tensor.spec(), new Storage.Absent());
    }
    long at = place.block().offset() + place.offset() + offset;
    return new Buffer(tensor.spec(), new Storage.Scratch(place.block().pool, at));
  }

  private Storage state(String name, long offset) {
    Variable variable = graph.variables().get(name);
    Variables.Window window = graph.variables().window(variable);
    if (window == null) {
      return new Storage.State(variable, offset);
    }
    long start = (long) window.offset() * variable.spec().dtype().bytes();
    return new Storage.State(window.arena(), start + offset);
  }
}
