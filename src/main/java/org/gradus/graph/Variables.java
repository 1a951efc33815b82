package org.gradus.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gradus.graph.Variable.Role;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.op.ShapeException;
import org.gradus.op.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one model, shared by all its graphs.
 *
 * <p>Parameters can be packed into one flat arena, so that an optimizer updates them all at once:
 * then each parameter is a window on the arena, and reading one or the other reads the same
 * storage.
 */
public final class Variables {
  /** Parameters start at multiples of this many elements, so that vector loads stay aligned. */
  public static final int ALIGNMENT = 16;

  /** An arena's elements are counted by int, as those of Java arrays are. */
  private static final int MAX_ARENA = Integer.MAX_VALUE - ALIGNMENT;

  /** Where a variable lies inside another one, counted in elements. */
  public record Window(Variable arena, int offset) {}

  private final Map<String, Variable> byName = new LinkedHashMap<>();
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private @Nullable Variable arena;

  /**
   * Declares a variable, or returns the one of that name if it was declared just so before.
   *
   * @throws IllegalArgumentException if the name is taken by a variable of another spec or role, or
   *     if a parameter is declared after the parameters were packed
   */
  public Variable declare(String name, TensorSpec spec, Role role, Initial initial) {
    Variable known = byName.get(name);
    if (known != null) {
      if (!known.spec().equals(spec) || known.role() != role) {
        throw new IllegalArgumentException(
            "variable '%s' exists as %s %s, not %s %s"
                .formatted(name, known.role(), known.spec(), role, spec));
      }
      return known;
    }
    if (role == Role.PARAMETER && arena != null) {
      throw new IllegalArgumentException(
          "parameter '" + name + "' comes too late: the parameters are packed already");
    }
    Variable variable = new Variable(name, spec, role, initial);
    byName.put(name, variable);
    return variable;
  }

  /**
   * Packs all parameters, in the order they were declared, into one flat variable {@code
   * parameters}; once packed, returns it again.
   *
   * @throws IllegalStateException if there are none, or of unlike element types
   * @throws ShapeException if they are more elements than an int counts
   */
  public Variable pack() {
    if (arena != null) {
      return arena;
    }
    List<Variable> parameters = role(Role.PARAMETER);
    if (parameters.isEmpty()) {
      throw new IllegalStateException("there are no parameters to pack");
    }
    DType dtype = parameters.getFirst().spec().dtype();
    int[] offsets = new int[parameters.size()];
    long end = 0;
    for (int i = 0; i < offsets.length; i++) {
      Variable parameter = parameters.get(i);
      if (parameter.spec().dtype() != dtype) {
        throw new IllegalStateException(
            "parameters must share an element type: %s, %s"
                .formatted(parameters.getFirst(), parameter));
      }
      offsets[i] = (int) end;
      end += Math.ceilDiv(parameter.spec().shape().size(), ALIGNMENT) * ALIGNMENT;
      if (end > MAX_ARENA) {
        throw new ShapeException(
            "the parameters are too many: with %s they are %,d elements, and an arena holds %,d"
                .formatted(parameter, end, MAX_ARENA));
      }
    }
    Variable flat =
        new Variable("parameters", TensorSpec.of(dtype, (int) end), Role.PARAMETER, Initial.ZEROS);
    for (int i = 0; i < offsets.length; i++) {
      windows.put(parameters.get(i).name(), new Window(flat, offsets[i]));
    }
    byName.put(flat.name(), flat);
    arena = flat;
    return flat;
  }

  /** Where {@code variable} lies in the arena, or null if it has storage of its own. */
  public @Nullable Window window(Variable variable) {
    return windows.get(variable.name());
  }

  /**
   * The variable of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Variable get(String name) {
    Variable variable = byName.get(name);
    if (variable == null) {
      throw new IllegalArgumentException("there is no variable '" + name + "'");
    }
    return variable;
  }

  /** Whether this very variable is one of these. */
  public boolean contains(Variable variable) {
    return variable.equals(byName.get(variable.name()));
  }

  /** All variables in the order they were declared, the arena among them. */
  public List<Variable> all() {
    return List.copyOf(byName.values());
  }

  /** The variables of one role in the order they were declared, without the arena. */
  public List<Variable> role(Role role) {
    return byName.values().stream().filter(v -> v.role() == role && v != arena).toList();
  }

  /** The variables that have storage of their own: all but the windows. */
  public List<Variable> stored() {
    List<Variable> stored = new ArrayList<>(byName.values());
    stored.removeIf(variable -> windows.containsKey(variable.name()));
    return stored;
  }

  /** The same variables with one element type in place of another. */
  public Variables retyped(DType from, DType to) {
    Variables copy = new Variables();
    for (Variable variable : byName.values()) {
      if (variable != arena) {
        TensorSpec spec = variable.spec();
        copy.declare(
            variable.name(),
            spec.dtype() == from ? spec.as(to) : spec,
            variable.role(),
            variable.initial());
      }
    }
    if (arena != null) {
      copy.pack();
    }
    return copy;
  }

  /** The shape of variables that lie beside the parameters element by element, such as moments. */
  public Shape arenaShape() {
    return pack().spec().shape();
  }
}
