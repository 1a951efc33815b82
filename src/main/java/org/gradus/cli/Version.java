package org.gradus.cli;

import java.util.List;
import org.gradus.device.BuildVersion;

/** The version of Gradus, the commit it was built from, and the Java it runs on. */
final class Version {
  private Version() {}

  /** Returns what {@code --version} prints. */
  static List<String> lines() {
    return List.of("gradus " + gradus(), "java " + Runtime.version());
  }

  /** Returns the version of Gradus, with the commit where it is known. */
  static String gradus() {
    return BuildVersion.text();
  }
}
