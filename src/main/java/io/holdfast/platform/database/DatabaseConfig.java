package io.holdfast.platform.database;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of how the database is watched; used by name in a schedule, so nobody injects it. */
@Unremovable
@ConfigMapping(prefix = "holdfast.database")
public interface DatabaseConfig {

  /** How often the age of the oldest snapshot is sampled. */
  @WithDefault("10s")
  Duration sampleInterval();
}
