package io.holdfast.lab;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of experiments; used by name at an endpoint, so nobody injects it. */
@Unremovable
@ConfigMapping(prefix = "holdfast.lab")
public interface LabConfig {

  /** Whether the resources under {@code /lab} exist. */
  @WithDefault("false")
  boolean enabled();
}
