package io.holdfast.stock;

import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.startup.ServiceConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * A handful of items to try the service on, put into the shop {@code default} at the start where
 * {@code holdfast.sample-catalogue} is on and that shop has never had an item. Stateless.
 */
@ApplicationScoped
class SampleCatalogue {

  private static final Logger LOG = Logger.getLogger(SampleCatalogue.class);
  private static final Actor SAMPLE = new Actor("default", "sample-catalogue");

  private static final List<NewItem> CATALOGUE =
      List.of(
          new NewItem("mug", "Enamel mug", 120L, null, null, 20L, null, null),
          new NewItem("notebook", "Dotted notebook", 40L, null, null, 10L, null, null),
          new NewItem("poster", "Signed poster", 3L, null, null, null, null, null),
          new NewItem("teapot", "Cast iron teapot", 8L, null, null, 10L, null, null),
          new NewItem("ticket", "Concert ticket", 500L, null, null, null, 4L, null));

  private final Items items;
  private final Transactions transactions;
  private final boolean wanted;
  private final int port;

  SampleCatalogue(
      Items items,
      Transactions transactions,
      ServiceConfig config,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.items = items;
    this.transactions = transactions;
    this.wanted = config.sampleCatalogue();
    this.port = port;
  }

  void atStart(@Observes StartupEvent start) {
    if (!wanted) {
      return;
    }
    if (!hasItems()) {
      CATALOGUE.forEach(item -> items.create(SAMPLE, null, item));
      LOG.infof("Put %d sample items into the shop “default”", CATALOGUE.size());
    }
    LOG.infof(
        "Look at http://localhost:%1$d/ or try the API at http://localhost:%1$d/q/swagger-ui",
        port);
  }

  /** Deleted ones count: whoever cleared the shop wants it empty, and their SKUs stay taken. */
  private boolean hasItems() {
    return transactions.read(
        connection -> {
          try (var select =
              connection.prepareStatement("SELECT EXISTS (SELECT FROM item WHERE shop = ?)")) {
            select.setString(1, SAMPLE.shop());
            try (var row = select.executeQuery()) {
              return row.next() && row.getBoolean(1);
            }
          }
        });
  }
}
