package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.gradus.data.Batches;
import org.gradus.data.Dataset;
import org.gradus.nn.Model;

/** What two trainings must have in common for one to go on where the other stopped. */
final class Facts {
  private Facts() {}

  static Map<String, String> of(TrainerOptions options, Model model, Batches batches) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "model",
        model.table().stream()
            .map(row -> row.name() + " " + row.layer())
            .collect(Collectors.joining(", ")));
    facts.put("seed", Long.toString(options.seed()));
    facts.put("batch", Integer.toString(batches.batchSize()));
    facts.put("optimizer", options.optimizer().toString());
    facts.put("scaling", options.scaling().toString());
    facts.put("number of training samples", Integer.toString(batches.data().size()));
    facts.put("checksum of the labels", labels(batches.data()));
    return facts;
  }

  private static String labels(Dataset data) {
    CRC32C sum = new CRC32C();
    for (int sample = 0; sample < data.size(); sample++) {
      int label = data.label(sample);
      sum.update(label);
      sum.update(label >> 8);
    }
    return "%08x".formatted(sum.getValue());
  }
}
