package org.gradus.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.device.Device;
import org.gradus.device.DeviceException;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Devices;
import org.gradus.device.Executable;
import org.gradus.device.HostTensor;
import org.gradus.device.VariableStore;
import org.gradus.graph.Graph;
import org.gradus.graph.Initial;
import org.gradus.graph.Node;
import org.gradus.graph.Origin;
import org.gradus.graph.Tensor;
import org.gradus.graph.Variable;
import org.gradus.graph.Variable.Role;
import org.gradus.graph.Variables;
import org.gradus.op.Custom;
import org.gradus.op.CustomOp;
import org.gradus.op.DType;
import org.gradus.op.Elementwise.Unary;
import org.gradus.op.Fused;
import org.gradus.op.Index;
import org.gradus.op.Shape;
import org.gradus.op.TensorSpec;
import org.gradus.op.UnaryKind;
import org.gradus.op.Update;
import org.gradus.plan.MemoryModel;
import org.gradus.plan.Plan;
import org.gradus.plan.Planner;
import org.gradus.random.Philox;
import org.junit.jupiter.api.Test;

class CpuDeviceTest {
  private static final Origin LINE = new Origin("Model.java", 12);

  private final Device device = Cpus.fast(2);

  private String messageOf(Graph graph, Map<String, HostTensor> inputs) {
    return Objects.requireNonNull(
        assertThrows(DeviceException.class, () -> Cpus.run(device, graph, inputs)).getMessage());
  }

  @Test
  void isFoundByItsName() {
    try (Device cpu = Devices.open("cpu")) {
      DeviceInfo info = cpu.info();
      assertEquals("cpu", info.id());
      assertTrue(info.description().contains("thread"), info.description());
    }
    DeviceException e = assertThrows(DeviceException.class, () -> Devices.open("cpu:1").close());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("device 'cpu:1' does not exist: there is cpu ("), message);
  }

  @Test
  void aLabelThatIsNoClassIsNamedWithItsRowAndTheUsersLine() {
    Graph graph = new Graph();
    Tensor logits = graph.input("logits", DType.F32, 3, 10);
    Tensor labels = graph.input("labels", DType.I32, 3);
    graph.output("loss", graph.at(LINE, () -> logits.softmaxCrossEntropy(labels)));
    Map<String, HostTensor> inputs = Map.of("labels", HostTensor.of(Shape.of(3), 9, 10, -1));
    assertEquals(
        "softmax_cross_entropy: label 10 of row 1 is not in 0..9, at Model.java:12",
        messageOf(graph, inputs));
  }

  @Test
  void anIndexOutOfRangeIsNamed() {
    HostTensor indices = HostTensor.of(Shape.of(2), 3, 4);
    Graph gather = new Graph();
    Tensor table = gather.input("table", DType.U8, 4, 2);
    Tensor index = gather.input("index", DType.I32, 2);
    gather.output("rows", gather.at(LINE, () -> table.gather(index)));
    String rule = ": index 4 at position 1 is not in 0..3, at Model.java:12";
    assertEquals("gather" + rule, messageOf(gather, Map.of("index", indices)));

    Graph oneHot = new Graph();
    Tensor hot = oneHot.input("index", DType.I32, 2);
    oneHot.output("hot", oneHot.at(LINE, () -> hot.oneHot(4, DType.F32)));
    assertEquals("one_hot" + rule, messageOf(oneHot, Map.of("index", indices)));

    Graph scatter = new Graph();
    Tensor rows = scatter.input("rows", DType.F32, 2, 5);
    Tensor at = scatter.input("index", DType.I32, 2);
    scatter.output("sum", scatter.at(LINE, () -> rows.apply(new Index.ScatterAdd(4), at)));
    assertEquals("scatter_add" + rule, messageOf(scatter, Map.of("index", indices)));
  }

  @Test
  void hostValuesMustHaveTheRightSpec() {
    Graph graph = new Graph();
    graph.output("y", graph.input("x", DType.F32, 2).exp());
    HostTensor wrong = HostTensor.of(Shape.of(2), 1, 2);
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> Cpus.run(device, graph, Map.of("x", wrong)));
    assertEquals("cpu: the value is f32[2], not i32[2]", e.getMessage());
  }

  @Test
  void whatIsTooLargeForAnArrayIsNamed() {
    Variables variables = new Variables();
    TensorSpec spec = TensorSpec.of(DType.U8, 50_000, 50_000);
    variables.declare("table", spec, Role.STATISTIC, Initial.ZEROS);
    Exception e = assertThrows(DeviceException.class, () -> device.allocate(variables));
    assertEquals(
        "cpu: variable 'table' needs 2,500,000,000 elements of u8 in one Java array, which holds"
            + " at most 2,147,483,639",
        e.getMessage());
  }

  /** A user's op: the running sum of a vector. */
  private record RunningSum() implements CustomKernel {
    @Override
    public String name() {
      return "running_sum";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }

    @Override
    public void compute(List<Operand> inputs, List<Operand> results) {
      double sum = 0;
      for (int i = 0; i < inputs.getFirst().size(); i++) {
        sum += inputs.getFirst().get(i);
        results.getFirst().set(i, sum);
      }
    }
  }

  /** A user's op without a kernel for the CPU. */
  private record NoKernel() implements CustomOp {
    @Override
    public String name() {
      return "mystery";
    }

    @Override
    public List<TensorSpec> outputs(List<TensorSpec> inputs) {
      return inputs;
    }
  }

  @Test
  void aUsersOwnOpRuns() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.BF16, 3);
    graph.output("y", x.apply(new Custom(new RunningSum())));
    HostTensor values = HostTensor.allocate(x.spec()).fill(1, 2, 3);
    HostTensor y = Cpus.run(device, graph, Map.of("x", values)).get("y");
    assertArrayEquals(new double[] {1, 3, 6}, Objects.requireNonNull(y).toDoubles());
  }

  @Test
  void aUsersOpWithoutAKernelSaysWhatIsMissing() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 3);
    graph.output("y", graph.at(LINE, () -> x.apply(new Custom(new NoKernel()))));
    assertEquals(
        "mystery: has no kernel for the cpu, which org.gradus.cpu.CustomKernel would bring, at"
            + " Model.java:12",
        messageOf(graph, Map.of()));
  }

  @Test
  void sixteenBitTypesAreComputedInF32AndRoundedOnce() {
    for (DType half : List.of(DType.BF16, DType.F16)) {
      Graph graph = new Graph();
      Tensor x = graph.input("x", half, 33, 7);
      graph.output("half", x.matmul(x.transpose()).multiply(x.sum(1)));
      Tensor wide = x.cast(DType.F32);
      Tensor product = wide.matmul(wide.transpose()).cast(half).cast(DType.F32);
      Tensor sum = wide.sum(1).cast(half).cast(DType.F32);
      graph.output("by hand", product.multiply(sum).cast(half));
      Map<String, HostTensor> outputs = Cpus.run(device, graph, Cpus.random(graph, 3));
      assertArrayEquals(
          (short[]) Objects.requireNonNull(outputs.get("by hand")).array(),
          (short[]) Objects.requireNonNull(outputs.get("half")).array());
    }
  }

  @Test
  void elementsMayBeWrittenWhereTheyWereRead() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 93, 257).square();
    Tensor y = x.subtract(graph.input("row", DType.F32, 257)).tanh();
    y = y.dropout(0.5, 1, 2, graph.constant(9, DType.I32));
    Unary relu = new Unary(UnaryKind.RELU);
    graph.output("y", y.apply(new Fused.BiasActivation(relu), graph.input("b", DType.F32, 257)));
    Plan plan = Planner.plan(graph, MemoryModel.ARRAYS);
    assertEquals(plan.steps().get(1).output(0), plan.steps().getLast().output(0));
    Map<String, HostTensor> inputs = Cpus.random(graph, 4);
    assertArrayEquals(
        output(Cpus.run(device, graph, MemoryModel.ARRAYS.unshared(), inputs)),
        output(Cpus.run(device, graph, inputs)));
  }

  private static float[] output(Map<String, HostTensor> outputs) {
    return Objects.requireNonNull(outputs.get("y")).floats();
  }

  @Test
  void dropoutFollowsPhilox() {
    int n = 1003;
    double rate = 0.3;
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, n);
    graph.output("y", x.dropout(rate, 0x123456789ABCDEFL, -5, graph.input("step", DType.I32)));
    HostTensor step = HostTensor.of(Shape.SCALAR, 17);
    Map<String, HostTensor> inputs = Map.of("x", HostTensor.allocate(x.spec()), "step", step);
    Arrays.fill(Objects.requireNonNull(inputs.get("x")).floats(), 1);
    float[] y = output(Cpus.run(device, graph, inputs));
    int kept = 0;
    for (int i = 0; i < n; i++) {
      float uniform = Philox.uniform(0x123456789ABCDEFL, -5, 17, i);
      assertEquals(uniform >= rate ? (float) (1 / (1 - rate)) : 0, y[i]);
      kept += y[i] > 0 ? 1 : 0;
    }
    assertEquals(n * (1 - rate), kept, 4 * Math.sqrt(n * rate * (1 - rate)));
  }

  @Test
  void notANumberIsNeverHidden() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 5);
    graph.output("max", x.max());
    graph.output("argmax", x.argMax(0));
    graph.output("finite", x.allFinite());
    graph.output("relu", x.relu());
    float nan = Float.NaN;
    HostTensor values = HostTensor.of(Shape.of(5), 1, 7, nan, 9, nan);
    Map<String, HostTensor> outputs = Cpus.run(device, graph, Map.of("x", values));
    assertArrayEquals(new double[] {nan}, values(outputs, "max"));
    assertArrayEquals(new double[] {2}, values(outputs, "argmax"));
    assertArrayEquals(new double[] {0}, values(outputs, "finite"));
    assertArrayEquals(new double[] {1, 7, nan, 9, nan}, values(outputs, "relu"));
  }

  private static double[] values(Map<String, HostTensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name)).toDoubles();
  }

  @Test
  void variablesKeepTheirValuesBetweenExecutables() {
    Variables variables = new Variables();
    TensorSpec spec = TensorSpec.of(DType.F32, 2);
    Variable a = variables.declare("a", spec, Role.PARAMETER, Initial.constant(2));
    Variable b = variables.declare("b", spec, Role.PARAMETER, Initial.constant(3));
    variables.pack();
    Graph increment = new Graph(variables);
    Tensor sum = increment.read(a).add(increment.read(b));
    increment.update(new Update.Assign("b"), sum, increment.constant(1, DType.U8));
    Graph look = new Graph(variables);
    look.output("b", look.read(b));
    try (VariableStore store = device.allocate(variables);
        Executable step = device.compile(increment, store);
        Executable eval = device.compile(look, store)) {
      store.initialize(0);
      step.run();
      step.run();
      eval.run();
      assertArrayEquals(new double[] {7, 7}, eval.read("b").toDoubles());
      assertArrayEquals(new double[] {2, 2}, store.read(a).toDoubles());
      store.write(b, HostTensor.of(Shape.of(2), 1f, -1f));
      eval.run();
      assertArrayEquals(new double[] {1, -1}, eval.read("b").toDoubles());
    }
  }

  /** With the plain kernels: until they are compiled, vectors are objects. */
  @Test
  void aRunAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (KernelCases.Case one : KernelCases.all()) {
      Plan plan = Planner.plan(one.graph(), MemoryModel.ARRAYS);
      try (Device single = Cpus.plain();
          VariableStore store = single.allocate(one.graph().variables());
          Executable executable = single.load(plan, store)) {
        Cpus.random(one.graph(), 5).forEach(executable::write);
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) { // first runs load classes and link calls
          long before = threads.getCurrentThreadAllocatedBytes();
          executable.run();
          bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, bytes, () -> one.name() + " allocates");
      }
    }
  }

  @Test
  void aFailingStepIsNamed() {
    record Failing() implements CustomKernel {
      @Override
      public String name() {
        return "failing";
      }

      @Override
      public List<TensorSpec> outputs(List<TensorSpec> inputs) {
        return inputs;
      }

      @Override
      public void compute(List<Operand> inputs, List<Operand> results) {
        throw new IllegalStateException("no luck");
      }
    }
    Graph graph = new Graph();
    Tensor x = graph.input("x", DType.F32, 3);
    Node node = graph.at(LINE, () -> graph.add(new Custom(new Failing()), List.of(x)));
    graph.output("y", node.output(0));
    assertEquals(
        "cpu: step %1 failing at Model.java:12 failed: java.lang.IllegalStateException: no luck",
        messageOf(graph, Map.of()));
  }
}
