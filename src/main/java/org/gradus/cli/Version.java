package org.gradus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of Gradus, the commit it was built from, and the Java it runs on. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "/org/gradus/version.properties";

  @Override
  public String[] getVersion() {
    Properties built = read();
    String version = built.getProperty("version");
    String commit = built.getProperty("commit");
    String source = commit.isEmpty() ? "" : " (" + commit + ")";
    return new String[] {"gradus " + version + source, "java " + Runtime.version()};
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
