package org.gradus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gradus.report.Grid;
import org.gradus.watch.LayerFinding;
import org.gradus.watch.LayerSnapshot;
import org.gradus.watch.LayerStatistics;
import org.gradus.watch.LayerTable;
import org.gradus.watch.LayerWatch;

/** What a watch has measured of the layers, as a report's tables. */
final class LayerSection {
  private LayerSection() {}

  /** The first measurement and the last; nothing if there is none. */
  static List<Grid> of(LayerWatch watch) {
    List<Grid> tables = new ArrayList<>();
    List<LayerSnapshot> snapshots = watch.snapshots();
    for (int i = 0; i < snapshots.size(); i += Math.max(1, snapshots.size() - 1)) {
      tables.add(table(snapshots.get(i), watch.findings(snapshots.get(i))));
    }
    return tables;
  }

  private static Grid table(LayerSnapshot snapshot, List<LayerFinding> findings) {
    Grid table =
        Grid.of(
            "Layers after %s".formatted(Words.count(snapshot.step(), "step")),
            "layer",
            "mean",
            "std",
            "zeros",
            "dead units",
            "gradient (rms)",
            "update / weight");
    for (LayerStatistics layer : snapshot.layers()) {
      table =
          table.row(
              layer.name() + " " + layer.layer(),
              LayerTable.number(layer.activations().mean()),
              LayerTable.number(layer.activations().std()),
              LayerTable.share(layer.activations().zeros()),
              LayerTable.dead(layer),
              LayerTable.number(layer.gradients().rms()),
              LayerTable.update(snapshot, layer));
    }
    String wrong =
        findings.isEmpty()
            ? "No layer vanishes, explodes or is dead."
            : findings.stream()
                .map(finding -> Words.sentence(finding.evidence()))
                .collect(Collectors.joining(" "));
    return table.saying(wrong);
  }
}
