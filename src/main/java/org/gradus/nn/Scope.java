package org.gradus.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.random.Streams;
import org.jspecify.annotations.Nullable;

/**
 * Where a layer is written: a graph, a mode, and the name its variables begin with.
 *
 * <p>Names are joined by dots as in PyTorch's {@code state_dict}: the weight of a sequential
 * model's first layer is {@code 0.weight}.
 */
public final class Scope {
  /** The variable that counts the steps done, an I32 scalar. */
  public static final String STEP = "step";

  /**
   * A layer that was written: one row of a model table.
   *
   * @param name where it stands
   * @param layer what it is
   * @param first the id of the first node that was appended for it
   * @param end the id behind that of the last one
   * @param value what it yields
   */
  public record Row(String name, String layer, int first, int end, Tensor value) {}

  /** What a layer gets in the place of a parameter it asks for. */
  @FunctionalInterface
  public interface Replacement {
    /**
     * Writes it, of the shape that was asked for.
     *
     * @param scope where parameters can be declared that it is made of
     * @param initial what the parameter would have begun with
     */
    Tensor of(Scope scope, Shape shape, Initial initial);
  }

  private final Graph graph;
  private final Mode mode;
  private final long seed;
  private final String path;
  private final Map<Variable, Tensor> updates;
  private final List<Row> rows;
  private final Map<String, Replacement> replacements;
  private final @Nullable Tensor share;

  /**
   * The outermost scope of a graph.
   *
   * @param seed what dropout masks are drawn from
   */
  public Scope(Graph graph, Mode mode, long seed) {
    this(graph, mode, seed, "", new LinkedHashMap<>(), new ArrayList<>(), Map.of(), null);
  }

  private Scope(
      Graph graph,
      Mode mode,
      long seed,
      String path,
      Map<Variable, Tensor> updates,
      List<Row> rows,
      Map<String, Replacement> replacements,
      @Nullable Tensor share) {
    this.graph = graph;
    this.mode = mode;
    this.seed = seed;
    this.path = path;
    this.updates = updates;
    this.rows = rows;
    this.replacements = replacements;
    this.share = share;
  }

  /** The graph that is written. */
  public Graph graph() {
    return graph;
  }

  /** What the graph is written for. */
  public Mode mode() {
    return mode;
  }

  /** The seed of random ops. */
  public long seed() {
    return seed;
  }

  /** The name of this scope, such as {@code 2.0}; empty for the outermost one. */
  public String path() {
    return path;
  }

  /** The scope called {@code name} inside this one. */
  public Scope child(String name) {
    return new Scope(graph, mode, seed, qualified(name), updates, rows, Map.of(), share);
  }

  /**
   * This scope, in which {@code instead} stands for the parameter {@code name}; scopes inside it
   * are as they were.
   */
  public Scope replacing(String name, Replacement instead) {
    Map<String, Replacement> all = Map.of(name, instead);
    return new Scope(graph, mode, seed, path, updates, rows, all, share);
  }

  /**
   * This scope, in which running statistics give each batch the weight {@code of}, an F32 scalar,
   * whatever momentum their layers have: with 1, 1/2, 1/3, ... they are the average of the batches.
   */
  public Scope averaging(Tensor of) {
    return new Scope(graph, mode, seed, path, updates, rows, replacements, of);
  }

  /** Writes {@code layer} in the scope called {@code name} inside this one. */
  public Tensor apply(String name, Layer layer, Tensor x) {
    Scope inside = child(name);
    int row = rows.size();
    int first = graph.nodes().size();
    Tensor y = layer.apply(inside, x);
    rows.add(row, new Row(inside.path, layer.description(), first, graph.nodes().size(), y));
    return y;
  }

  /** The value of this scope's F32 parameter of that name, which is declared if it is new. */
  public Tensor parameter(String name, Shape shape, Initial initial) {
    Replacement instead = replacements.get(name);
    if (instead != null) {
      Scope plain = new Scope(graph, mode, seed, path, updates, rows, Map.of(), share);
      return instead.of(plain, shape, initial);
    }
    return graph.read(declare(name, shape, Role.PARAMETER, initial));
  }

  /** This scope's F32 statistic of that name, state that is kept but not trained. */
  public Variable statistic(String name, Shape shape, Initial initial) {
    return declare(name, shape, Role.STATISTIC, initial);
  }

  /** The number of training steps done before this one, an I32 scalar. */
  public Tensor step() {
    TensorSpec spec = TensorSpec.of(DType.I32);
    return graph.read(graph.variables().declare(STEP, spec, Role.COUNTER, Initial.ZEROS));
  }

  /** The stream of random numbers that belongs to this scope's name and to {@code purpose}. */
  public int stream(String purpose) {
    return Streams.of(purpose + "/" + path);
  }

  /**
   * Asks for {@code statistic} to take {@code value} at the end of the step, if the step succeeds.
   *
   * @throws IllegalStateException if it has been given a value already
   */
  public void update(Variable statistic, Tensor value) {
    if (updates.putIfAbsent(statistic, value) != null) {
      throw new IllegalStateException(
          "statistic '" + statistic.name() + "' is updated twice: its layer is used twice");
    }
  }

  /**
   * Asks for a running statistic to move towards what a batch yields.
   *
   * @param momentum the weight of the batch, where this scope does not say otherwise
   * @throws IllegalStateException if it has been given a value already
   */
  public void move(Variable statistic, Tensor batch, double momentum) {
    Tensor old = graph.read(statistic);
    Tensor moved =
        share == null
            ? old.multiply(1 - momentum).add(batch.multiply(momentum))
            : old.multiply(share.negate().add(1)).add(batch.multiply(share));
    update(statistic, moved);
  }

  /** The updates all layers have asked for, in their order. */
  public Map<Variable, Tensor> updates() {
    return Collections.unmodifiableMap(updates);
  }

  /** The layers written so far in this graph by {@link #apply}, outer ones before their parts. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  private Variable declare(String name, Shape shape, Role role, Initial initial) {
    TensorSpec spec = new TensorSpec(DType.F32, shape);
    return graph.variables().declare(qualified(name), spec, role, initial);
  }

  private String qualified(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
