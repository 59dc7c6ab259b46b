package io.holdfast.platform.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/**
 * Settings of the service as a whole. Because of this mapping every key that begins with {@code
 * holdfast.} must be one that exists: a misspelt one stops the start.
 */
@ConfigMapping(prefix = "holdfast")
public interface ServiceConfig {

  /** Whether five items are put into the shop {@code default} if it has never had any. */
  @WithDefault("false")
  boolean sampleCatalogue();

  /** The database of a start without one. */
  Embedded embedded();

  /** Settings of the embedded PostgreSQL, which the JVM build carries. */
  interface Embedded {

    /** Where it keeps everything. {@link LocalDatabase} reads it before there is a mapping. */
    @WithDefault(LocalDatabase.DEFAULT_DATA_DIR)
    Path dataDir();
  }
}
