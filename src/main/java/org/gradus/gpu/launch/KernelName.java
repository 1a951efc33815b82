package org.gradus.gpu.launch;

/** A kernel: a function of a program. */
public record KernelName(Program program, String function) {
  @Override
  public String toString() {
    return function;
  }
}
