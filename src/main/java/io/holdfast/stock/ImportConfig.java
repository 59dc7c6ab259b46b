package io.holdfast.stock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of imports. */
@ConfigMapping(prefix = "holdfast.import")
public interface ImportConfig {

  /** Rows that are applied in one transaction; orders for their SKUs wait for it. */
  @WithDefault("200")
  int rowsPerTransaction();

  /** Rejected rows that are told with their errors; of more, only the number is. */
  @WithDefault("100")
  int maxErrors();

  /** Imports that one process works on at once, and as many whose callers wait. */
  @WithDefault("2")
  int maxConcurrent();

  /** How long an import outlives a process that fell silent before another one takes it over. */
  @WithDefault("1m")
  Duration lease();

  /** How often imports are looked for that nobody works on. */
  @WithDefault("10s")
  Duration resumeInterval();

  /** How long the result of an import can be read. */
  @WithDefault("24h")
  Duration retention();
}
