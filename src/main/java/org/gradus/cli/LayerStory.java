package org.gradus.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gradus.train.Callback;
import org.gradus.train.Epoch;
import org.gradus.train.TrainingResult;
import org.gradus.train.TrainingRun;
import org.gradus.watch.LayerFinding;
import org.gradus.watch.LayerTable;
import org.gradus.watch.LayerWatch;

/** Tells of each layer once what is wrong with it, and shows all layers at the end. */
final class LayerStory implements Callback {
  private record Known(LayerFinding.Kind kind, String layer) {}

  private final LayerWatch watch;
  private final Console console;
  private final Set<Known> told = new HashSet<>();

  /** A story of what {@code watch}, which is called before this, has measured. */
  LayerStory(LayerWatch watch, Console console) {
    this.watch = watch;
    this.console = console;
  }

  @Override
  public void onStart(TrainingRun run) {
    tell("before step " + (run.step() + 1));
  }

  @Override
  public void onEpoch(TrainingRun run, Epoch epoch) {
    tell("after epoch " + epoch.epoch());
  }

  private void tell(String when) {
    List<LayerFinding> findings = watch.findings();
    for (LayerFinding finding : findings) {
      if (told.add(new Known(finding.kind(), finding.layer()))) {
        console.err().println(when + ": " + finding.evidence());
      }
    }
  }

  @Override
  public void onEnd(TrainingRun run, TrainingResult result) {
    if (!watch.snapshots().isEmpty()) {
      console.out().print(LayerTable.text(watch.snapshots().getLast(), watch.findings()));
    }
  }
}
