package org.gradus.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradus.data.Augmentation;
import org.gradus.data.Batches;
import org.gradus.nn.Model;
import org.gradus.optim.GradScaler;
import org.gradus.pass.Precision;

/** What two trainings must have in common for one to go on where the other stopped. */
final class Facts {
  /** The fact that tells the training data, as a checksum. */
  static final String DATA = "checksum of the training data";

  /** The fact that tells the numbers that are computed in. */
  static final String PRECISION = "precision";

  /** The fact that tells which epoch's weights are kept. */
  static final String BEST = "choice of the best epoch";

  /** The fact that tells how weights are averaged. */
  static final String AVERAGING = "averaging";

  /** The fact that tells how training pictures are changed. */
  static final String AUGMENTATION = "augmentation";

  private static final String NONE = "none";

  /** What holds for checkpoints of older versions, which do not tell. */
  static final Map<String, String> OLDER =
      Map.of(PRECISION, Precision.F32.toString(), BEST, NONE, AVERAGING, NONE, AUGMENTATION, NONE);

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
    facts.put(PRECISION, options.arithmetic().precision().toString());
    GradScaler scaler = options.arithmetic().scaler();
    if (scaler != null) {
      facts.put("scaling of the loss", scaler.toString());
    }
    EarlyStopping stopping = options.earlyStopping();
    facts.put(BEST, stopping == null ? NONE : stopping.fact());
    Averaging averaging = options.averaging();
    facts.put(AVERAGING, averaging == null ? NONE : averaging.toString());
    // The data before the scaling, which follows from it.
    facts.put("number of training samples", Integer.toString(batches.data().size()));
    facts.put(DATA, batches.data().checksum());
    facts.put("scaling", options.scaling().toString());
    Augmentation augmentation = batches.augmentation();
    facts.put(AUGMENTATION, augmentation == null ? NONE : augmentation.text());
    return facts;
  }
}
