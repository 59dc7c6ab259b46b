package io.holdfast.platform.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Keeps methods that callers make up out of the metrics: each would be a series of its own, for as
 * long as the process lives. They are refused with 405 and not counted. Stateless.
 */
class CountedMethods {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  @Produces
  @Singleton
  MeterFilter knownMethodsOnly() {
    // Denied, not renamed: of what is renamed the registry remembers each name it had before.
    return MeterFilter.deny(CountedMethods::isMadeUp);
  }

  private static boolean isMadeUp(Meter.Id meter) {
    var method = meter.getTag("method");
    return meter.getName().startsWith("http.server.")
        && method != null
        && !METHODS.contains(method);
  }
}
