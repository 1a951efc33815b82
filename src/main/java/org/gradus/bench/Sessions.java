package org.gradus.bench;

import java.util.ArrayList;
import java.util.List;
import org.gradus.device.DeviceInfo;

/** A session for each provider. */
final class Sessions implements AutoCloseable {
  private final List<Session> all = new ArrayList<>();

  Sessions(List<Provider> providers, DeviceInfo device, boolean quick) {
    for (Provider provider : providers) {
      all.add(new Session(provider, device, quick));
    }
  }

  List<Session> all() {
    return all;
  }

  /** That of Gradus's own kernels. */
  List<Session> own() {
    return all.subList(0, 1);
  }

  @Override
  public void close() {
    all.forEach(Session::close);
  }
}
