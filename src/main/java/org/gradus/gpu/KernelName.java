package org.gradus.gpu;

/** A kernel: a function of a program. */
public record KernelName(Program program, String function) {
  @Override
  public String toString() {
    return function;
  }
}
