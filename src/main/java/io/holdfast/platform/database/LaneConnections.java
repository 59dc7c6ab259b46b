package io.holdfast.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;

/** Where lanes get their connections. Thread-safe. */
@ApplicationScoped
public class LaneConnections {

  private final DataSource dataSource;
  private final Fence fence;
  private final OldPrimary oldPrimary;

  LaneConnections(DataSource dataSource, Fence fence, OldPrimary oldPrimary) {
    this.dataSource = dataSource;
    this.fence = fence;
    this.oldPrimary = oldPrimary;
  }

  /** A connection of the pool that one lane keeps; it is opened when it is first used. */
  public LaneConnection open() {
    return new LaneConnection(dataSource, fence, oldPrimary);
  }
}
