package org.gradus.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.gradus.gpu.launch.KernelName;
import org.gradus.gpu.launch.Launch;
import org.gradus.gpu.launch.Place;
import org.gradus.gpu.launch.Region;
import org.gradus.gpu.launch.Traits;
import org.gradus.op.DType;
import org.gradus.op.Shape;
import org.gradus.plan.Buffer;
import org.gradus.plan.Step;
import org.gradus.plan.Storage;

/** A step while it is lowered: where its operands lie, and the launches made of it so far. */
final class StepCode {
  private final Step step;
  private final int index;
  private final Traits traits;
  private final Tables tables;
  private final Workspace workspace;
  private final List<Launch> launches = new ArrayList<>();

  StepCode(Step step, int index, Traits traits, Tables tables, Workspace workspace) {
    this.step = step;
    this.index = index;
    this.traits = traits;
    this.tables = tables;
    this.workspace = workspace;
  }

  /** What is to be computed. */
  Step step() {
    return step;
  }

  /** The step's place in the plan, by which {@link Faults} names it. */
  int index() {
    return index;
  }

  /** The device it is computed on. */
  Traits traits() {
    return traits;
  }

  /** The shape of operand {@code i}. */
  Shape inputShape(int i) {
    return step.input(i).spec().shape();
  }

  /** The shape of result {@code i}. */
  Shape outputShape(int i) {
    return step.output(i).spec().shape();
  }

  /** The element type of operand {@code i}. */
  DType inputType(int i) {
    return step.input(i).spec().dtype();
  }

  /** The element type of result {@code i}. */
  DType outputType(int i) {
    return step.output(i).spec().dtype();
  }

  /** Whether anyone reads result {@code i}. */
  boolean wants(int i) {
    return step.output(i).isPresent();
  }

  /** Bit i says whether anyone reads result i. */
  int wanted() {
    int bits = 0;
    for (int i = 0; i < step.outputs().size(); i++) {
      bits |= wants(i) ? 1 << i : 0;
    }
    return bits;
  }

  /** Where operand {@code i} lies. */
  Place input(int i) {
    return place(step.input(i));
  }

  /** Where result {@code i} goes, which must be wanted. */
  Place output(int i) {
    return place(step.output(i));
  }

  /** Where result {@code i} goes, in the workspace if nobody reads it. */
  Place outputOrWorkspace(int i) {
    return wants(i) ? output(i) : workspace(step.output(i).spec().bytes());
  }

  private static Place place(Buffer buffer) {
    return switch (buffer.storage()) {
      case Storage.Scratch scratch -> new Place(new Region.Scratch(), scratch.offset());
      case Storage.State state -> new Place(new Region.State(state.variable()), state.offset());
      case Storage.Absent ignored ->
          throw new IllegalArgumentException(buffer + " lies nowhere: nobody reads it");
    };
  }

  /** Numbers that a kernel reads from device memory, such as strides. */
  Place table(int... values) {
    return tables.place(values);
  }

  /** Memory for {@code bytes} bytes that only this step uses. */
  Place workspace(long bytes) {
    return workspace.place(bytes);
  }

  /** Begins a launch of {@code kernel}. */
  Call call(KernelName kernel) {
    return new Call(this, kernel);
  }

  void add(Launch launch) {
    launches.add(launch);
  }

  /** The launches, in the order in which they run. */
  List<Launch> launches() {
    return launches;
  }
}
