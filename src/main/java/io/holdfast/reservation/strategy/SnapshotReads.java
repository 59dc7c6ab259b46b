package io.holdfast.reservation.strategy;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.IdempotencyRecords;
import io.holdfast.idempotency.KeyedResponse;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.reservation.decision.Backorder;
import io.holdfast.reservation.decision.Claim;
import io.holdfast.reservation.decision.Command;
import io.holdfast.reservation.decision.Order;
import io.holdfast.reservation.decision.Purchase;
import io.holdfast.reservation.decision.RequestedLine;
import io.holdfast.reservation.decision.Snapshot;
import io.holdfast.stock.ItemPolicy;
import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a decision rests on beside the stock: read by statements after the one that locked it, since
 * a statement that waits for a lock sees everything else as of its start. One instance per
 * transaction; not thread-safe.
 */
final class SnapshotReads {

  // LIMIT keeps the look-ups of lines by key, whatever the planner knows of the shop.
  private static final String WHERE_FROM =
      """
      FROM allocation a CROSS JOIN LATERAL (
        SELECT location FROM order_line
        WHERE shop = a.shop AND order_id = a.order_id AND sku = a.sku LIMIT 1) l
      WHERE a.shop = ? AND a.sku = ANY (?) AND a.backordered > 0""";

  private static final String WAITING =
      "SELECT a.order_id, a.sku, a.location, l.location IS NOT NULL, a.backordered "
          + WHERE_FROM
          + " AND a.order_id <= ? ORDER BY a.order_id, a.sku, a.location";

  private static final String WAITING_BEHIND =
      """
      SELECT sku, location, sum(backordered) FROM allocation
      WHERE shop = ? AND sku = ANY (?) AND backordered > 0 AND order_id > ?
      GROUP BY sku, location""";

  private static final String CLAIMED =
      "SELECT a.sku, a.location, sum(a.backordered) "
          + WHERE_FROM
          + " AND l.location IS NULL GROUP BY a.sku, a.location";

  private final WriteTransaction transaction;
  private final List<? extends Command> commands;
  private final Map<String, ItemPolicy> items;
  private final List<Location> locations;
  private final Map<IdempotencyKey, KeyedResponse> known;
  private final Map<String, Long> holds;

  private SnapshotReads(
      WriteTransaction transaction,
      List<? extends Command> commands,
      Map<String, ItemPolicy> items,
      List<Location> locations,
      Map<IdempotencyKey, KeyedResponse> known,
      Map<String, Long> holds) {
    this.transaction = transaction;
    this.commands = commands;
    this.items = items;
    this.locations = locations;
    this.known = known;
    this.holds = holds;
  }

  /**
   * Appends what is always needed to a script.
   *
   * @param skus those that the commands name
   * @param changed orders whose SKUs are needed too
   */
  static SnapshotReads append(
      Script reads,
      WriteTransaction transaction,
      IdempotencyRecords keys,
      List<? extends Command> commands,
      Collection<String> skus,
      Collection<UUID> changed)
      throws SQLException {
    var shop = transaction.shop();
    transaction.queryTick(reads);
    var items =
        changed.isEmpty()
            ? ItemPolicy.query(reads, shop, skus, null)
            : ItemPolicy.query(
                reads,
                shop,
                skus,
                StoredOrders.SKUS_OF,
                shop,
                reads.array("uuid", changed.toArray()));
    var locations = Location.query(reads, shop);
    var used =
        commands.stream().map(Command::key).filter(Objects::nonNull).collect(Collectors.toSet());
    var known = keys.query(reads, transaction, used);
    var holds = Holders.query(reads, shop, commands);
    return new SnapshotReads(transaction, commands, items, locations, known, holds);
  }

  /** When that script has run: the whole, after another one where limits or backorders need it. */
  Snapshot snapshot(List<Level> levels, Map<UUID, Order> orders) throws SQLException {
    var reads = new Script(transaction.connection());
    var bought = bought(reads);
    var backorders = backorders(reads, orders);
    var claims = claims(reads, levels);
    reads.run();
    return new Snapshot(
        transaction.now(),
        levels,
        items,
        locations,
        orders,
        known,
        bought,
        holds,
        backorders,
        claims);
  }

  private Map<Purchase, Long> bought(Script reads) throws SQLException {
    var limited =
        items.values().stream()
            .filter(item -> item.maxPerCustomer() != null)
            .map(ItemPolicy::sku)
            .collect(Collectors.toCollection(TreeSet::new));
    var customers =
        limited.isEmpty()
            ? new TreeSet<String>()
            : places()
                .map(Command.Place::customer)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    return customers.isEmpty()
        ? Map.of()
        : Purchases.query(reads, transaction.shop(), limited, customers);
  }

  private Stream<Command.Place> places() {
    return commands.stream().filter(Command.Place.class::isInstance).map(Command.Place.class::cast);
  }

  private List<Backorder> backorders(Script reads, Map<UUID, Order> orders) throws SQLException {
    var skus =
        commands.stream()
            .filter(Command.Fill.class::isInstance)
            .map(command -> orders.get(command.orderId()))
            .filter(Objects::nonNull)
            .flatMap(order -> order.lines().stream())
            .filter(line -> line.backordered() > 0)
            .map(line -> line.sku())
            .collect(Collectors.toCollection(TreeSet::new));
    if (skus.isEmpty()) {
      return List.of();
    }
    // However many wait, those who came later matter only for how much they wait for.
    var last = Collections.max(orders.keySet());
    var backorders = new ArrayList<Backorder>();
    reads.query(
        row -> {
          while (row.next()) {
            backorders.add(
                new Backorder(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getLong(5)));
          }
        },
        WAITING,
        transaction.shop(),
        reads.array("text", skus.toArray()),
        last);
    reads.query(
        row -> {
          while (row.next()) {
            backorders.add(Backorder.ofTheRest(row.getString(1), row.getString(2), row.getLong(3)));
          }
        },
        WAITING_BEHIND,
        transaction.shop(),
        reads.array("text", skus.toArray()),
        last);
    return backorders;
  }

  /**
   * Where units have arrived at another location than where they are missing, new orders must leave
   * them to those who wait. That passes as soon as those are filled, so it is hardly ever read.
   */
  private List<Claim> claims(Script reads, List<Level> levels) throws SQLException {
    var missing = missingAndFree(levels, locations);
    if (missing.isEmpty()) {
      return List.of();
    }
    missing.retainAll(
        places()
            .flatMap(place -> place.lines().stream())
            .map(RequestedLine::sku)
            .collect(Collectors.toSet()));
    if (missing.isEmpty()) {
      return List.of();
    }
    var claims = new ArrayList<Claim>();
    reads.query(
        row -> {
          while (row.next()) {
            claims.add(new Claim(row.getString(1), row.getString(2), row.getLong(3)));
          }
        },
        CLAIMED,
        transaction.shop(),
        reads.array("text", missing.toArray()));
    return claims;
  }

  /** SKUs that are missing at one location and could be sold at another. */
  static Set<String> missingAndFree(List<Level> levels, List<Location> locations) {
    var missing =
        levels.stream()
            .filter(level -> level.available() < 0)
            .map(Level::sku)
            .collect(Collectors.toCollection(TreeSet::new));
    if (missing.isEmpty()) {
      return missing;
    }
    // What lies elsewhere may lie there for long: nobody is filled from it either.
    var selling =
        locations.stream().filter(Location::active).map(Location::code).collect(Collectors.toSet());
    missing.retainAll(
        levels.stream()
            .filter(level -> level.available() > 0 && selling.contains(level.location()))
            .map(Level::sku)
            .toList());
    return missing;
  }
}
