package org.gradus.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Gradus, as the build wrote it down. */
public final class BuildVersion {
  private static final String RESOURCE = "/org/gradus/version.properties";

  private BuildVersion() {}

  /** The version, with the commit where it is known. */
  public static String text() {
    Properties built = read();
    String version = built.getProperty("version");
    String commit = built.getProperty("commit");
    return commit.isEmpty() ? version : version + " (" + commit + ")";
  }

  private static Properties read() {
    try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
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
