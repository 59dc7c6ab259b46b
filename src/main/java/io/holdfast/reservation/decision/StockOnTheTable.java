package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The stock of a batch while it is decided: what the commands so far have left. Not thread-safe.
 */
final class StockOnTheTable {

  private record Place(String sku, String location) {}

  // By SKU, then by location in lock order.
  private final Map<String, Map<String, Level>> levels = new HashMap<>();
  private final Set<Place> changed = new HashSet<>();
  private final List<Location> locations;

  StockOnTheTable(Collection<Level> levels, List<Location> locations) {
    levels.forEach(this::keep);
    this.locations = locations;
  }

  boolean hasLocation(String code) {
    return locations.stream().anyMatch(location -> location.code().equals(code));
  }

  /**
   * Where the units of a line come from: the first location, by priority, that can fill it alone,
   * else as many in that order as it takes. What is missing then is backordered at the first one,
   * or left out, or makes the answer empty.
   *
   * @param room units that may be promised beyond what there is
   */
  List<Allocation> source(RequestedLine line, Partial partial, long room) {
    var split = new ArrayList<Allocation>();
    var missing = line.quantity();
    var candidates = candidates(line);
    for (var level : candidates) {
      if (level.available() >= line.quantity()) {
        return List.of(Allocation.reserved(level.location(), line.quantity()));
      }
      var taken = Math.min(missing, Math.max(0, level.available()));
      if (taken > 0) {
        split.add(Allocation.reserved(level.location(), taken));
        missing -= taken;
      }
    }
    if (missing == 0 || partial == Partial.ACCEPT) {
      return split;
    }
    if (partial == Partial.REJECT || missing > room || candidates.isEmpty()) {
      return List.of();
    }
    var first = candidates.get(0).location();
    var there = split.removeIf(allocation -> allocation.location().equals(first));
    split.add(0, new Allocation(first, there ? candidates.get(0).available() : 0, missing, 0));
    return split;
  }

  /** Units that the line could get without waiting. */
  long available(RequestedLine line) {
    return candidates(line).stream().mapToLong(level -> Math.max(0, level.available())).sum();
  }

  /** Units that are promised and have yet to arrive, over all locations. */
  long deficit(String sku) {
    return of(sku).mapToLong(level -> Math.max(0, -level.available())).sum();
  }

  /** All levels of a SKU, in lock order. */
  Stream<Level> of(String sku) {
    return levels.getOrDefault(sku, Map.of()).values().stream();
  }

  /** Levels at locations that sell, by priority. */
  List<Level> selling(String sku) {
    return candidates(new RequestedLine(sku, 1, null));
  }

  boolean has(String sku, String location) {
    return levels.getOrDefault(sku, Map.of()).containsKey(location);
  }

  Level at(String sku, String location) {
    var level = levels.getOrDefault(sku, Map.of()).get(location);
    if (level == null) {
      throw new IllegalStateException("No level of " + sku + " at " + location);
    }
    return level;
  }

  void put(Level level) {
    keep(level);
    changed.add(new Place(level.sku(), level.location()));
  }

  List<Level> changedLevels() {
    return changed.stream()
        .map(place -> at(place.sku(), place.location()))
        .sorted(Level.LOCK_ORDER)
        .toList();
  }

  private void keep(Level level) {
    levels.computeIfAbsent(level.sku(), sku -> new TreeMap<>()).put(level.location(), level);
  }

  private List<Level> candidates(RequestedLine line) {
    var ofSku = levels.getOrDefault(line.sku(), Map.of());
    var candidates = new ArrayList<Level>();
    for (var location : locations) {
      var level = ofSku.get(location.code());
      if (level != null
          && location.active()
          && (line.location() == null || line.location().equals(location.code()))) {
        candidates.add(level);
      }
    }
    return candidates;
  }
}
