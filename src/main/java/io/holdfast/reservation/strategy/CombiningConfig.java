package io.holdfast.reservation.strategy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the strategy {@code combining}. */
@ConfigMapping(prefix = "holdfast.combining")
public interface CombiningConfig {

  /** Most orders that are decided in one transaction. */
  @WithDefault("500")
  int maxBatch();

  /** Most lines that are decided in one transaction; a single order may have more. */
  @WithDefault("2000")
  int maxBatchLines();

  /** Most orders that wait; the next one is refused as {@code overloaded}. */
  @WithDefault("4096")
  int maxQueue();

  /** Most lines that wait, over all orders. */
  @WithDefault("65536")
  int maxQueueLines();

  /** Most bytes of requests that wait, over all orders. */
  @WithDefault("67108864")
  long maxQueueBytes();

  /** Transactions that run at once; the orders for a SKU share one lane. */
  @WithDefault("1")
  int lanes();
}
