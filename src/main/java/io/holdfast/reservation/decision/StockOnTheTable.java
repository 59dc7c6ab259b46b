package io.holdfast.reservation.decision;

import io.holdfast.stock.Level;
import io.holdfast.stock.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stock of a batch while it is decided: what the commands so far have left. Not thread-safe.
 */
final class StockOnTheTable {

  private record Place(String sku, String location) {}

  /**
   * What a location has for a new order.
   *
   * @param units that are neither promised nor owed
   * @param owed units that are there for those who wait elsewhere and have not got them yet
   */
  private record Offer(String location, long units, long owed) {}

  // By SKU, then by location in lock order.
  private final Map<String, Map<String, Level>> levels = new HashMap<>();
  private final Set<Place> changed = new HashSet<>();
  private final List<Location> locations;
  private final Map<Place, Long> claims;

  StockOnTheTable(Collection<Level> levels, List<Location> locations, List<Claim> claims) {
    levels.forEach(this::keep);
    this.locations = locations;
    this.claims =
        claims.stream()
            .collect(
                Collectors.toMap(claim -> new Place(claim.sku(), claim.location()), Claim::units));
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
    var offers = offers(line);
    for (var offer : offers) {
      if (offer.units() >= line.quantity()) {
        return List.of(Allocation.reserved(offer.location(), line.quantity()));
      }
      var taken = Math.min(missing, offer.units());
      if (taken > 0) {
        split.add(Allocation.reserved(offer.location(), taken));
        missing -= taken;
      }
    }
    if (missing == 0 || partial == Partial.ACCEPT) {
      return split;
    }
    // Not where units are owed to others: they would count as what this order waits for.
    var place = offers.stream().filter(offer -> offer.owed() == 0).findFirst();
    if (partial == Partial.REJECT || missing > room || place.isEmpty()) {
      return List.of();
    }
    var first = place.get();
    split.removeIf(allocation -> allocation.location().equals(first.location()));
    split.add(0, new Allocation(first.location(), first.units(), missing, 0));
    return split;
  }

  /** Units that the line could get without waiting. */
  long available(RequestedLine line) {
    return offers(line).stream().mapToLong(Offer::units).sum();
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
    var ofSku = levels.getOrDefault(sku, Map.of());
    return locations.stream()
        .filter(Location::active)
        .map(location -> ofSku.get(location.code()))
        .filter(Objects::nonNull)
        .toList();
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

  /** By priority. What is owed is kept at the first locations, as it will be taken there. */
  private List<Offer> offers(RequestedLine line) {
    var owed = claims.isEmpty() ? 0 : owed(line.sku());
    var offers = new ArrayList<Offer>();
    for (var level : selling(line.sku())) {
      var there = Math.max(0, level.available());
      var kept = Math.min(owed, there);
      owed -= kept;
      if (line.location() == null || line.location().equals(level.location())) {
        offers.add(new Offer(level.location(), there - kept, kept));
      }
    }
    return offers;
  }

  /**
   * Units that have yet to arrive where orders wait for them that would take them from anywhere.
   */
  private long owed(String sku) {
    return of(sku)
        .mapToLong(
            level ->
                Math.min(
                    Math.max(0, -level.available()),
                    claims.getOrDefault(new Place(sku, level.location()), 0L)))
        .sum();
  }
}
