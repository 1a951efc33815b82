package org.gradus.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gradus.loss.Loss;
import org.gradus.nn.Activation;
import org.gradus.nn.BatchNorm;
import org.gradus.nn.Dense;
import org.gradus.nn.Dropout;
import org.gradus.nn.Flatten;
import org.gradus.nn.Layer;
import org.gradus.nn.Sequential;
import org.gradus.optim.Adam;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.Trainer;
import org.gradus.train.TrainerBuilder;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

final class TensorBoardLogTest {
  private static final Map<String, String> SETTINGS =
      new LinkedHashMap<>(Map.of("lr", "0.01", "optimizer", "adam", "summary", "true"));

  @TempDir private Path folder = Path.of("");

  private static TrainerBuilder training(int epochs) {
    Layer layers =
        new Sequential(
            new Flatten(),
            new Dense(6),
            new BatchNorm(),
            Activation.named("relu"),
            new Dropout(0.2),
            new Sequential(new Dense(Samples.CLASSES)));
    return Trainer.builder(layers)
        .train(Samples.of(64, 1))
        .test(Samples.of(32, 2))
        .validation(Samples.of(32, 3))
        .optimizer(new Adam(0.01))
        .loss(Loss.crossEntropy())
        .epochs(epochs)
        .batch(16)
        .device("cpu");
  }

  private TrainingResult train(int epochs) {
    TensorBoardLog log = new TensorBoardLog(folder, 2, SETTINGS);
    return training(epochs).callback(log).callback(new LayerWatch().tell(log)).build().run();
  }

  private Map<String, List<Event>> byTag() throws IOException {
    Map<String, List<Event>> byTag = new LinkedHashMap<>();
    for (Event event : EventReader.all(folder)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        byTag.computeIfAbsent(value.getTag(), tag -> new ArrayList<>()).add(event);
      }
    }
    return byTag;
  }

  private static <V> V get(Map<String, V> map, String key) {
    return Objects.requireNonNull(map.get(key), () -> key + " is not in " + map.keySet());
  }

  private static Summary.Value value(Event event, String tag) {
    return event.getSummary().getValueList().stream()
        .filter(value -> value.getTag().equals(tag))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void scalarsAreThoseOfTheTraining() throws IOException {
    TrainingResult result = train(2);
    Map<String, List<Event>> byTag = byTag();
    List<Long> steps = get(byTag, "step/loss").stream().map(Event::getStep).toList();
    assertEquals(List.of(2L, 4L, 6L, 8L), steps);
    for (int i = 0; i < 2; i++) {
      Epoch epoch = result.epochs().get(i);
      Event event = get(byTag, "loss/validation").get(i);
      assertEquals(4L * (i + 1), event.getStep());
      assertEquals(
          (float) Objects.requireNonNull(epoch.validation()).loss(),
          value(event, "loss/validation").getSimpleValue());
      assertEquals((float) epoch.trainLoss(), value(event, "loss/train").getSimpleValue());
      assertEquals(0.01f, value(event, "epoch/learning_rate").getSimpleValue());
    }
    assertTrue(byTag.containsKey("update_ratio/1.weight"));
    assertTrue(byTag.containsKey("gradient_rms/5.0"));
    assertTrue(byTag.containsKey("dead_units/3"));
  }

  @Test
  void everySeriesClimbs() throws IOException {
    train(2);
    byTag()
        .forEach(
            (tag, events) -> {
              for (int i = 1; i < events.size(); i++) {
                assertTrue(events.get(i - 1).getStep() < events.get(i).getStep(), tag);
              }
            });
  }

  @Test
  void theFirstEventTellsTheVersion() throws IOException {
    train(1);
    List<Event> events = EventReader.all(folder);
    assertEquals("brain.Event:2", events.getFirst().getFileVersion());
    assertTrue(events.getFirst().getWallTime() > 1.7e9);
    assertEquals(1, events.stream().filter(Event::hasFileVersion).count());
    assertFalse(events.stream().anyMatch(Event::hasSessionLog));
  }

  @Test
  void histogramsHoldEveryWeightAndGradient() throws IOException {
    train(1);
    Map<String, List<Event>> byTag = byTag();
    for (String tag : List.of("weights/1.weight", "gradients/1.weight")) {
      assertEquals(List.of(0L, 4L), get(byTag, tag).stream().map(Event::getStep).toList());
      HistogramProto histogram = value(get(byTag, tag).getFirst(), tag).getHisto();
      assertEquals(Samples.FEATURES * 6, histogram.getNum());
      assertEquals(Histogram.BUCKETS, histogram.getBucketCount());
      assertEquals(Histogram.BUCKETS, histogram.getBucketLimitCount());
      double sum = histogram.getBucketList().stream().mapToDouble(Double::doubleValue).sum();
      assertEquals(histogram.getNum(), sum);
      assertEquals(histogram.getMax(), histogram.getBucketLimit(Histogram.BUCKETS - 1));
      assertTrue(histogram.getSumSquares() > 0);
    }
  }

  @Test
  void theGraphHasABoxForEachLayer() throws IOException {
    train(1);
    Event event =
        EventReader.all(folder).stream().filter(Event::hasGraphDef).findFirst().orElseThrow();
    GraphDef graph = GraphDef.parseFrom(event.getGraphDef());
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      assertNull(nodes.put(node.getName(), node), "twice: " + node.getName());
      for (String input : node.getInputList()) {
        assertTrue(nodes.containsKey(input.replaceAll(":\\d+$", "")), input);
      }
    }
    NodeDef weight = get(nodes, "1.Dense/weight");
    assertEquals("Variable", weight.getOp());
    assertEquals(DataType.DT_FLOAT, weight.getAttrOrThrow("dtype").getType());
    NodeDef product = get(nodes, "5.Sequential/0.Dense/matmul");
    var shape = product.getAttrOrThrow("_output_shapes").getList().getShape(0);
    assertEquals(List.of(16L, 3L), shape.getDimList().stream().map(dim -> dim.getSize()).toList());
    assertEquals("Placeholder", get(nodes, "labels").getOp());
  }

  /** The plugin's messages are not TensorFlow's: their fields are read by number here. */
  @Test
  void settingsAreWhereTheHparamsPluginLooks() throws IOException {
    train(1);
    Map<String, List<Event>> byTag = byTag();
    Summary.Value start =
        value(
            get(byTag, "_hparams_/session_start_info").getFirst(), "_hparams_/session_start_info");
    assertEquals("hparams", start.getMetadata().getPluginData().getPluginName());
    assertEquals(DataClass.DATA_CLASS_TENSOR, start.getMetadata().getDataClass());
    assertEquals(DataType.DT_FLOAT, start.getTensor().getDtype());
    assertEquals(1, start.getTensor().getTensorShape().getDim(0).getSize());
    // HParamsPluginData { SessionStartInfo session_start_info = 3; }, whose hparams = 1 are a map
    // from strings to google.protobuf.Value, as the fields of google.protobuf.Struct are.
    Struct hparams = Struct.parseFrom(inside(start, 3));
    assertEquals(0.01, hparams.getFieldsOrThrow("lr").getNumberValue());
    assertEquals("adam", hparams.getFieldsOrThrow("optimizer").getStringValue());
    Value flag = hparams.getFieldsOrThrow("summary");
    assertEquals(Value.KindCase.BOOL_VALUE, flag.getKindCase());
    assertTrue(flag.getBoolValue());
    Summary.Value end =
        value(get(byTag, "_hparams_/session_end_info").getFirst(), "_hparams_/session_end_info");
    UnknownFieldSet ended = UnknownFieldSet.parseFrom(inside(end, 4));
    assertEquals(List.of(1L), ended.getField(1).getVarintList()); // STATUS_SUCCESS
    double seconds = Double.longBitsToDouble(ended.getField(2).getFixed64List().getFirst());
    assertTrue(seconds > 1.7e9);
  }

  private static ByteString inside(Summary.Value value, int field)
      throws InvalidProtocolBufferException {
    return UnknownFieldSet.parseFrom(value.getMetadata().getPluginData().getContent())
        .getField(field)
        .getLengthDelimitedList()
        .getFirst();
  }

  /** Stops in the middle of the second epoch, from where the last checkpoint is gone on with. */
  @Test
  void aResumedRunVoidsWhatItDoesAgain(@TempDir Path run) throws IOException {
    Callback interruption =
        new Callback() {
          @Override
          public void onStep(TrainingRun at) {
            if (at.step() == 6) {
              throw new IllegalStateException("interrupted");
            }
          }
        };
    TensorBoardLog first = new TensorBoardLog(folder, 1, SETTINGS);
    Trainer stopped = training(2).directory(run).callback(first).callback(interruption).build();
    assertThrows(IllegalStateException.class, stopped::run);
    int before = EventReader.all(folder).size();
    TensorBoardLog second = new TensorBoardLog(folder, 1, SETTINGS);
    training(2).directory(run).resume(run).callback(second).build().run();
    List<Event> later = EventReader.all(folder).subList(before, EventReader.all(folder).size());
    assertEquals("brain.Event:2", later.getFirst().getFileVersion());
    assertEquals(SessionLog.SessionStatus.START, later.get(1).getSessionLog().getStatus());
    assertEquals(5, later.get(1).getStep());
    List<Long> steps =
        later.stream()
            .filter(
                event ->
                    event.getSummary().getValueList().stream()
                        .anyMatch(value -> value.getTag().equals("step/loss")))
            .map(Event::getStep)
            .toList();
    assertEquals(List.of(5L, 6L, 7L, 8L), steps);
  }
}
