package org.gradus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** The version of Gradus, the commit it was built from, and the Java it runs on. */
final class Version {
  private static final String RESOURCE = "/org/gradus/version.properties";

  private Version() {}

  /** Returns what {@code --version} prints. */
  static List<String> lines() {
    return List.of("gradus " + gradus(), "java " + Runtime.version());
  }

  /** Returns the version of Gradus, with the commit where it is known. */
  static String gradus() {
    Properties built = read();
    String version = built.getProperty("version");
    String commit = built.getProperty("commit");
    return commit.isEmpty() ? version : version + " (" + commit + ")";
  }

  private static Properties read() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks its resource " + RESOURCE);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }
}
