package io.holdfast.lab;

import java.sql.SQLException;

/** One way to sell, which takes part in a race. Thread-safe. */
@FunctionalInterface
interface Seller {

  /** Serves one buyer. A failure other than these means that the buyer got no answer. */
  Visit sell(Cart cart) throws SQLException, InterruptedException;
}
