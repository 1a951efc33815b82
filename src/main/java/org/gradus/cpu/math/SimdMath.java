package org.gradus.cpu.math;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatMath} in vectors, operation by operation, for the same bits. */
final class SimdMath {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private SimdMath() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.min(FloatMath.EXP_MAX).max(FloatMath.EXP_MIN);
    FloatVector shifted = clamped.fma(all(FloatMath.LOG2_E), all(FloatMath.ROUND));
    FloatVector p = expReducedMinus1(clamped, shifted.sub(FloatMath.ROUND));
    IntVector power = shifted.reinterpretAsInts().sub(FloatMath.ROUND_BITS);
    IntVector half = power.lanewise(VectorOperators.ASHR, 1);
    return p.add(1f).mul(powerOf2(half)).mul(powerOf2(power.sub(half)));
  }

  private static FloatVector expReducedMinus1(FloatVector x, FloatVector n) {
    FloatVector r = n.fma(all(-FloatMath.LN2_HIGH), x);
    r = n.fma(all(-FloatMath.LN2_LOW), r);
    FloatVector q = r.fma(all(FloatMath.E4), all(FloatMath.E3));
    q = r.fma(q, all(FloatMath.E2));
    q = r.fma(q, all(FloatMath.E1));
    q = r.fma(q, all(FloatMath.E0));
    return r.mul(r).fma(q, r);
  }

  private static FloatVector powerOf2(IntVector n) {
    return n.add(FloatMath.EXPONENT_BIAS)
        .lanewise(VectorOperators.LSHL, FloatMath.MANTISSA_BITS)
        .reinterpretAsFloats();
  }

  private static FloatVector withSignOf(FloatVector sign, FloatVector magnitude) {
    IntVector bits = sign.reinterpretAsInts().and(FloatMath.SIGN_BIT);
    return magnitude.reinterpretAsInts().or(bits).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.lt(Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
    IntVector power =
        bits.sub(FloatMath.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, FloatMath.MANTISSA_BITS);
    IntVector mantissa = bits.sub(power.lanewise(VectorOperators.LSHL, FloatMath.MANTISSA_BITS));
    FloatVector f = mantissa.reinterpretAsFloats().sub(1f);
    FloatVector n = power.add(FloatMath.ROUND_BITS).reinterpretAsFloats().sub(FloatMath.ROUND);
    n = n.blend(n.sub(23f), tiny);
    FloatVector p = f.fma(all(FloatMath.L7), all(FloatMath.L6));
    p = f.fma(p, all(FloatMath.L5));
    p = f.fma(p, all(FloatMath.L4));
    p = f.fma(p, all(FloatMath.L3));
    p = f.fma(p, all(FloatMath.L2));
    p = f.fma(p, all(FloatMath.L1));
    p = f.fma(p, all(FloatMath.L0));
    FloatVector rest = n.fma(all(FloatMath.LN2_LOW), f.mul(f).mul(f.fma(p, all(-0.5f))));
    FloatVector result = n.fma(all(FloatMath.LN2_HIGH), f.add(rest));
    result = result.blend(x, x.eq(Float.POSITIVE_INFINITY));
    result = result.blend(Float.NEGATIVE_INFINITY, x.eq(0f));
    return all(Float.NaN).blend(result, x.compare(VectorOperators.GE, 0f));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector twice = x.abs().min(FloatMath.TANH_MAX).mul(2f);
    FloatVector shifted = twice.fma(all(FloatMath.LOG2_E), all(FloatMath.ROUND));
    FloatVector p = expReducedMinus1(twice, shifted.sub(FloatMath.ROUND));
    FloatVector scale = powerOf2(shifted.reinterpretAsInts().sub(FloatMath.ROUND_BITS));
    FloatVector u = scale.fma(p, scale.sub(1f));
    return withSignOf(x, u.div(u.add(2f)));
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    return e.blend(1f, x.compare(VectorOperators.GE, 0f)).div(e.add(1f));
  }

  static FloatVector erf(FloatVector x) {
    FloatVector t = x.abs().min(FloatMath.ERF_MAX);
    FloatVector z = t.mul(t);
    FloatVector s = z.fma(all(FloatMath.S6), all(FloatMath.S5));
    s = z.fma(s, all(FloatMath.S4));
    s = z.fma(s, all(FloatMath.S3));
    s = z.fma(s, all(FloatMath.S2));
    s = z.fma(s, all(FloatMath.S1));
    s = t.mul(z.fma(s, all(FloatMath.S0)));
    FloatVector l = t.fma(all(FloatMath.T6), all(FloatMath.T5));
    l = t.fma(l, all(FloatMath.T4));
    l = t.fma(l, all(FloatMath.T3));
    l = t.fma(l, all(FloatMath.T2));
    l = t.fma(l, all(FloatMath.T1));
    l = all(1f).sub(exp(t.fma(l, all(FloatMath.T0))));
    return withSignOf(x, l.blend(s, t.lt(1f)));
  }

  static FloatVector gelu(FloatVector x) {
    return x.mul(0.5f).mul(erf(x.mul(FloatMath.SQRT_HALF)).add(1f));
  }

  static FloatVector geluTanh(FloatVector x) {
    FloatVector v = x.mul(x.mul(x).fma(all(FloatMath.GELU_3), all(FloatMath.GELU_1)));
    return x.mul(0.5f).mul(tanh(v).add(1f));
  }

  static FloatVector silu(FloatVector x) {
    return x.mul(sigmoid(x));
  }

  static FloatVector softplus(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector u = e.add(1f);
    return x.max(0f).add(log(u).add(e.sub(u.sub(1f)).div(u)));
  }
}
