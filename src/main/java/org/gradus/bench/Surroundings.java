package org.gradus.bench;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.gradus.device.DeviceInfo;
import org.gradus.device.Hardware;

/**
 * What has to be known to measure something again.
 *
 * @param command what was typed
 * @param date when
 * @param device what was measured
 * @param gradus the version of Gradus
 * @param quick whether sizes were tiny, so that times mean nothing
 */
public record Surroundings(
    String command, Instant date, DeviceInfo device, String gradus, boolean quick) {
  /** The surroundings of what is measured now. */
  public static Surroundings now(String command, DeviceInfo device, String gradus, boolean quick) {
    Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new Surroundings(command, second, device, gradus, quick);
  }

  /** The operating system and its version. */
  public String system() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /** Writes the first fields of a file of results. */
  void write(JsonWriter json) throws IOException {
    Hardware hardware = device.hardware();
    json.name("command").value(command);
    json.name("date").value(date.toString());
    json.name("device").value(device.id());
    json.name("description").value(device.description());
    json.name("model").value(hardware.model());
    json.name("driver").value(hardware.driver());
    json.name("memory_bytes").value(device.memoryBytes());
    json.name("cache_bytes").value(hardware.cacheBytes());
    json.name("emulated").value(hardware.emulated());
    json.name("gradus").value(gradus);
    json.name("java").value(Runtime.version().toString());
    json.name("system").value(system());
    json.name("quick").value(quick);
  }
}
