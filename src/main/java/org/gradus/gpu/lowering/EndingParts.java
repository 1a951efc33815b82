package org.gradus.gpu.lowering;

import java.util.EnumMap;
import java.util.Map;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Elementwise.UnaryGradient;
import org.gradus.op.Epilogue.Part;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;

/** The parts of a product's end as epilogue.h takes them: five places, and what they are for. */
final class EndingParts {
  private static final int BIASED = 1;
  private static final int ADDS_FIRST = 2;
  private static final int KEEPS = 4;
  private static final int DERIVES = 8;
  private static final int ADDS_LAST = 16;
  private static final int SUMS_A = 32;
  private static final int SUMS_B = 64;

  /** Else the kind's ordinal; see activate in functions.h. */
  private static final int NO_FUNCTION = -1;

  /** Elements that are moved at once. */
  private static final int QUAD = 4;

  /** What places are for, in the order of the kernels' parameters. */
  private enum Role {
    BIAS(10),
    ADDED(12),
    SAVED(14),
    Y(8),
    TOTALS(8); // of the type of y

    private final int types; // the first of the two bits of its type

    Role(int types) {
      this.types = types;
    }
  }

  private record Located(Place place, TensorSpec spec) {}

  private final StepCode code;
  private final Map<Role, Located> places = new EnumMap<>(Role.class);
  private int bits;
  private int function = NO_FUNCTION;
  private double parameter;

  EndingParts(Product product, StepCode code) {
    this.code = code;
    int operand = 2;
    int result = 1;
    places.put(Role.Y, new Located(code.outputOrWorkspace(0), code.step().output(0).spec()));
    for (Part part : product.epilogue().parts()) {
      switch (part) {
        case Part.Bias _ -> reads(operand++, Role.BIAS, BIASED);
        case Part.Add _ ->
            reads(operand++, Role.ADDED, function == NO_FUNCTION ? ADDS_FIRST : ADDS_LAST);
        case Part.Keep _ -> writes(result++, Role.SAVED, KEEPS);
        case Part.Activation(Unary f) -> applies(f.kind(), f.parameter());
        case Part.ChainRule(UnaryGradient rule) -> {
          reads(operand++, Role.SAVED, DERIVES);
          applies(rule.kind(), rule.parameter());
        }
        case Part.Cast _ -> {} // the places' types say it
        case Part.OperandSums(int summed) ->
            writes(result++, Role.TOTALS, summed == 0 ? SUMS_A : SUMS_B);
      }
    }
  }

  private void reads(int operand, Role role, int bit) {
    add(role, bit, new Located(code.input(operand), code.step().input(operand).spec()));
  }

  /** A result that nobody reads is not written either. */
  private void writes(int result, Role role, int bit) {
    if (code.wants(result)) {
      add(role, bit, new Located(code.output(result), code.step().output(result).spec()));
    }
  }

  private void add(Role role, int bit, Located located) {
    bits |= bit;
    places.put(role, located);
  }

  private void applies(UnaryKind kind, double parameter) {
    function = kind.ordinal();
    this.parameter = parameter;
  }

  /** Leaves sums of an operand to others. */
  void withoutTotals() {
    bits &= ~(SUMS_A | SUMS_B);
    places.remove(Role.TOTALS);
  }

  /** How many sums of an operand there are. */
  long totals() {
    Located totals = places.get(Role.TOTALS);
    return totals == null ? 0 : totals.spec.shape().size();
  }

  /** Whether four elements may be moved at once wherever rows are a multiple of four long. */
  boolean lieInQuads() {
    return places.entrySet().stream()
        .filter(entry -> entry.getKey() != Role.BIAS && entry.getKey() != Role.TOTALS)
        .map(Map.Entry::getValue)
        .allMatch(at -> at.place.offset() % ((long) QUAD * at.spec.dtype().bytes()) == 0);
  }

  /** Whether sums are stored as they are, with nothing else beside. */
  boolean areNone(DType sums) {
    return bits == 0 && function == NO_FUNCTION && dtype(Role.Y) == sums;
  }

  private DType dtype(Role role) {
    Located at = places.get(role);
    return at == null ? DType.F32 : at.spec.dtype();
  }

  /** The parameters from bias to totals. */
  Call pointers(Call call) {
    for (Role role : Role.values()) {
      Located at = places.get(role);
      call.pointer(at == null ? new Place(new Region.Workspace(), 0) : at.place, 1);
      call.moves(at == null ? 0 : at.spec.bytes());
    }
    return call;
  }

  /** The parameters parts, function and parameter. */
  Call words(Call call) {
    int types = 0;
    for (Role role : Role.values()) {
      types |= number(dtype(role)) << role.types;
    }
    return call.of(bits | types).of(function).of((float) parameter);
  }

  private static int number(DType dtype) {
    return switch (dtype) {
      case F32 -> 0;
      case BF16 -> 1;
      case F16 -> 2;
      case F64, I32, U8 -> throw new IllegalArgumentException("no type of products: " + dtype);
    };
  }
}
