package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Foretells which levels a command will change, for strategies that change them before they decide.
 * Pure.
 */
public final class Sourcing {

  /** Units more or less to reserve at one level. */
  public record Change(String sku, String location, long reservedDelta) {}

  private Sourcing() {}

  /**
   * The changes in lock order; none where the command cannot succeed on this stock.
   *
   * @param orders those that the command changes
   */
  public static List<Change> changes(
      Command command, Map<UUID, Order> orders, List<Level> levels, List<Location> locations) {
    var changes = new ArrayList<Change>();
    if (command instanceof Command.Place place) {
      var stock = new StockOnTheTable(levels, locations);
      for (var line : place.lines()) {
        var allocations = stock.source(line);
        if (allocations.isEmpty()) {
          return List.of();
        }
        allocations.forEach(
            allocation ->
                changes.add(new Change(line.sku(), allocation.location(), allocation.quantity())));
      }
    } else if (orders.containsKey(command.orderId())) {
      for (var line : orders.get(command.orderId()).lines()) {
        line.allocations()
            .forEach(
                allocation ->
                    changes.add(
                        new Change(line.sku(), allocation.location(), -allocation.quantity())));
      }
    }
    changes.sort(Comparator.comparing(Change::sku).thenComparing(Change::location));
    return List.copyOf(changes);
  }
}
