package io.holdfast.platform.access;

import static io.holdfast.platform.access.Role.ADMIN;
import static io.holdfast.platform.access.Role.INVENTORY_READ;
import static io.holdfast.platform.access.Role.INVENTORY_WRITE;
import static io.holdfast.platform.access.Role.ORDERS_READ;
import static io.holdfast.platform.access.Role.ORDERS_WRITE;

import io.holdfast.platform.access.Route.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every path with its methods and the roles they need. What is not here is refused. It also answers
 * for {@code Allow}: the framework refuses a method without naming the others, and where two
 * resources share a prefix it takes the path for unknown. A test holds this table against the
 * resources and the OpenAPI document. Stateless.
 */
public final class Routes {

  // The first line that matches counts.
  private static final List<Route> TABLE =
      List.of(
          // Open: the page about the service, its problems, its description, the parts of pages.
          line("/about", open()),
          line("/problems/{slug}", open()),
          line("/console/{rest}", open()),
          line("/webjars/{rest}", open()),
          line("/q/openapi", open()),
          line("/q/swagger-ui", open()),
          line("/q/swagger-ui/{rest}", open()),
          // Open too, to probes and scrapers: their network is the operator's.
          line("/q/health", open()),
          line("/q/health/{rest}", open()),
          line("/q/metrics", open()),
          // The console.
          line("/login", Operation.signedIn("GET")),
          line("/logout", Operation.signedIn("GET")),
          line("", get(INVENTORY_READ)),
          line("/contention", get(INVENTORY_READ)),
          line("/contention/samples", Operation.stream(INVENTORY_READ)),
          line("/events", get(INVENTORY_READ)),
          line("/events/webhooks/{id}", get(ADMIN)),
          line("/health", get(INVENTORY_READ)),
          line("/items.csv", get(INVENTORY_READ)),
          line("/orders", get(ORDERS_READ)),
          line("/orders/{id}", get(ORDERS_READ)),
          line("/stock/{sku}", get(INVENTORY_READ)),
          line("/stock/{sku}/row", get(INVENTORY_READ)),
          line("/stock/{sku}/levels", get(INVENTORY_READ)),
          line("/stock/{sku}/figures", get(INVENTORY_READ)),
          line("/stock/{sku}/movements", get(INVENTORY_READ)),
          line("/lab", get(ADMIN)),
          line("/lab/races/{id}", get(ADMIN)),
          // Orders.
          line("/api/v1/orders", get(ORDERS_READ), post(ORDERS_WRITE)),
          line("/api/v1/orders/{id}", get(ORDERS_READ)),
          line("/api/v1/orders/{id}/timeline", get(ORDERS_READ)),
          line("/api/v1/orders/{id}/cancel", post(ORDERS_WRITE)),
          line("/api/v1/orders/{id}/confirm", post(ORDERS_WRITE)),
          line("/api/v1/orders/{id}/extend", post(ORDERS_WRITE)),
          line("/api/v1/orders/{id}/fulfilments", post(ORDERS_WRITE)),
          line("/api/v1/orders/{id}/returns", post(ORDERS_WRITE)),
          // Stock.
          line("/api/v1/adjustments", post(INVENTORY_WRITE)),
          line("/api/v1/items", get(INVENTORY_READ), post(INVENTORY_WRITE)),
          line("/api/v1/items/import", post(INVENTORY_WRITE)),
          line("/api/v1/items/export", get(INVENTORY_READ)),
          line("/api/v1/items/imports/{id}", get(INVENTORY_READ)),
          line(
              "/api/v1/items/{sku}",
              get(INVENTORY_READ),
              Operation.needs("PATCH", INVENTORY_WRITE),
              Operation.needs("DELETE", INVENTORY_WRITE)),
          line("/api/v1/items/{sku}/adjustments", post(INVENTORY_WRITE)),
          line(
              "/api/v1/items/{sku}/levels/{location}",
              get(INVENTORY_READ),
              Operation.needs("PUT", INVENTORY_WRITE)),
          line("/api/v1/items/{sku}/movements", get(INVENTORY_READ)),
          line("/api/v1/items/{sku}/transfers", post(INVENTORY_WRITE)),
          line("/api/v1/locations", get(INVENTORY_READ), post(INVENTORY_WRITE)),
          line(
              "/api/v1/locations/{code}",
              get(INVENTORY_READ),
              Operation.needs("PATCH", INVENTORY_WRITE)),
          // Operations.
          line("/api/v1/contention", get(INVENTORY_READ)),
          line("/api/v1/events", Operation.stream(INVENTORY_READ)),
          line("/api/v1/invariants", get(INVENTORY_READ)),
          line("/api/v1/invariants/check", post(ADMIN)),
          line("/api/v1/invariants/repairs", post(ADMIN)),
          line("/api/v1/webhooks", get(ADMIN), post(ADMIN)),
          line("/api/v1/webhooks/{id}", get(ADMIN), Operation.needs("DELETE", ADMIN)),
          line("/api/v1/webhooks/{id}/deliveries", get(ADMIN)),
          line("/api/v1/webhooks/{id}/deliveries/{deliveryId}/retry", post(ADMIN)),
          line("/api/v1/lab/echo-orders", post(ADMIN)),
          line("/api/v1/lab/scenarios", get(ADMIN)),
          line("/api/v1/lab/races", post(ADMIN)),
          line("/api/v1/lab/races/{id}", get(ADMIN)),
          line("/api/v1/lab/races/{id}/events", Operation.stream(ADMIN)),
          line("/api/v1/lab/races/{id}/result.csv", get(ADMIN)),
          line("/api/v1/lab/races/{id}/result.json", get(ADMIN)));

  // Spares the busiest paths the patterns before them.
  private static final Map<String, Route> WITHOUT_VARIABLES =
      TABLE.stream()
          .filter(route -> !route.path().contains("{"))
          .collect(Collectors.toMap(Route::path, Function.identity()));

  private Routes() {}

  /** The line of a path below the root path; empty where there is no such path. */
  public static Optional<Route> find(String path) {
    return Optional.ofNullable(WITHOUT_VARIABLES.get(path))
        .or(() -> TABLE.stream().filter(route -> route.matches(path)).findFirst());
  }

  /** All lines. */
  public static List<Route> all() {
    return TABLE;
  }

  private static Route line(String path, Operation... operations) {
    return new Route(path, operations);
  }

  private static Operation open() {
    return Operation.open("GET");
  }

  private static Operation get(Role role) {
    return Operation.needs("GET", role);
  }

  private static Operation post(Role role) {
    return Operation.needs("POST", role);
  }
}
