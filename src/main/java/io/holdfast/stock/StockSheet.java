package io.holdfast.stock;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of stock by hand while they are put together, each on what the ones before it left, and
 * written all at once. One per transaction; not thread-safe.
 */
final class StockSheet {

  /**
   * Why and on whose behalf a level changes.
   *
   * @param field of the request that is to blame where the change is impossible
   */
  record Cause(
      MovementKind kind,
      String field,
      @Nullable String reason,
      @Nullable String reference,
      String actor) {}

  private record Place(String sku, String location) {
    static Place of(Level level) {
      return new Place(level.sku(), level.location());
    }
  }

  private final WriteTransaction transaction;
  private final List<Level> before;
  private final Map<String, ItemPolicy> items;
  private final Map<String, ItemPolicy> itemsAfter;
  private final List<Location> locations;
  // By SKU, then by location in lock order.
  private final Map<String, SortedMap<String, Level>> levels = new HashMap<>();
  private final Map<Place, Level> created = new LinkedHashMap<>();
  private final Map<Place, Level> changed = new LinkedHashMap<>();
  private final Map<String, Long> limits = new TreeMap<>();
  private final List<Movement> movements = new ArrayList<>();

  private StockSheet(
      WriteTransaction transaction,
      List<Level> before,
      Map<String, ItemPolicy> items,
      List<Location> locations) {
    this.transaction = transaction;
    this.before = before;
    this.items = items;
    this.itemsAfter = new HashMap<>(items);
    this.locations = locations;
    before.forEach(this::keep);
  }

  private void keep(Level level) {
    levels.computeIfAbsent(level.sku(), sku -> new TreeMap<>()).put(level.location(), level);
  }

  private void set(Level after) {
    var place = Place.of(after);
    var exists = find(after.sku(), after.location()).isPresent() && !created.containsKey(place);
    (exists ? changed : created).put(place, after);
    keep(after);
  }

  /** Locks all levels of these SKUs, up to the end of the transaction. */
  static List<Level> lock(WriteTransaction transaction, Collection<String> skus)
      throws SQLException {
    return Levels.lock(transaction.connection(), transaction.shop(), skus);
  }

  /** A sheet on which nothing has changed yet; reads what must be read after the locks. */
  static StockSheet of(WriteTransaction transaction, Collection<String> skus, List<Level> locked)
      throws SQLException {
    var reads = new Script(transaction.connection());
    transaction.queryTick(reads);
    var items = ItemPolicy.query(reads, transaction.shop(), skus, null);
    var locations = Location.query(reads, transaction.shop());
    reads.run();
    return new StockSheet(transaction, locked, items, locations);
  }

  /** Refuses a SKU or a location that does not exist. */
  void require(String sku, String location) {
    if (!itemsAfter.containsKey(sku)) {
      throw Items.notFound("SKU", sku);
    }
    require(location);
  }

  /** Refuses a location that does not exist. */
  void require(String location) {
    if (!Location.isIn(locations, location)) {
      throw Items.notFound("location", location);
    }
  }

  /**
   * Takes note of an item that is new, or of what it asks for from now on. Another limit of what
   * may be promised beyond what there is is a change of all its levels: whoever decides on them at
   * the moment has to see it.
   *
   * @throws Problem {@code stock-in-use} where more is promised already
   */
  void put(ItemPolicy item, String actor) {
    var known = itemsAfter.get(item.sku());
    if (known != null && known.backorderLimit() != item.backorderLimit()) {
      limit(item, actor);
    }
    itemsAfter.put(item.sku(), item);
  }

  /**
   * Refuses a limit of what may be promised beyond what there is where more is promised already.
   */
  void checkLimit(String sku, long backorderLimit) {
    var all = levels(sku);
    if (all.stream().mapToLong(level -> Math.max(0, -level.available())).sum() > backorderLimit) {
      throw inUse(all.stream().mapToLong(Level::reserved).sum());
    }
  }

  private void limit(ItemPolicy item, String actor) {
    checkLimit(item.sku(), item.backorderLimit());
    limits.put(item.sku(), item.backorderLimit());
    for (var level : levels(item.sku())) {
      var after = level.changed(0, 0);
      set(after);
      movements.add(
          Movement.between(
              MovementKind.ADJUSTED, level, after, null, "backorder limit", null, actor));
    }
  }

  /** All levels of a SKU as the changes so far have left them. */
  List<Level> levels(String sku) {
    return List.copyOf(levels.getOrDefault(sku, new TreeMap<>()).values());
  }

  /** Creates a level without units. */
  void open(String sku, String location) {
    var level = at(sku, location);
    created.put(Place.of(level), level);
    keep(level);
  }

  /** The level as the changes so far have left it. */
  Optional<Level> find(String sku, String location) {
    var ofSku = levels.get(sku);
    return ofSku == null ? Optional.empty() : Optional.ofNullable(ofSku.get(location));
  }

  /** The level as {@link #find} has it; an empty one where there is none yet. */
  Level at(String sku, String location) {
    return find(sku, location).orElseGet(() -> new Level(sku, location, 0, 0, 0));
  }

  /**
   * Adds units to a level or takes some, and creates it where there is none yet.
   *
   * @throws Problem {@code stock-in-use} where fewer would be left than are promised, {@code
   *     validation} where more would be there than can be counted
   */
  Movement change(String sku, String location, long delta, Cause cause) {
    var known = at(sku, location);
    var after = known.changed(delta, 0);
    // More is always welcome, also where it is not yet enough for those who wait.
    if (delta < 0 && after.onHand() < after.reserved()) {
      throw inUse(after.reserved());
    }
    if (after.onHand() > Limits.MAX_STOCK) {
      throw Problem.invalid(cause.field(), "would take the stock above " + Limits.MAX_STOCK);
    }
    set(after);
    var movement =
        Movement.between(
            cause.kind(), known, after, null, cause.reason(), cause.reference(), cause.actor());
    movements.add(movement);
    return movement;
  }

  /** Appends all changes to the transaction's writes, and these events before those of our own. */
  void write(List<Event> events) throws SQLException {
    Levels.insert(
        transaction.writes(),
        transaction.shop(),
        created.values().stream().map(this::opened).toList());
    Levels.update(transaction, List.copyOf(changed.values()));
    // Behind the levels: a lower limit may hold only now that units have arrived.
    Levels.limitBackorders(transaction, limits);
    Ledger.append(transaction, movements);
    var all = new ArrayList<>(events);
    all.addAll(Thresholds.append(transaction, before, movements, items, itemsAfter));
    Outbox.append(transaction, all);
  }

  private Levels.Opened opened(Level level) {
    return new Levels.Opened(
        level, Objects.requireNonNull(itemsAfter.get(level.sku())).backorderLimit());
  }

  /** The answer to a change that would break a promise. */
  static Problem inUse(long reserved) {
    return new Problem(
            ProblemType.STOCK_IN_USE,
            "That would leave less than the %d reserved.".formatted(reserved))
        .with("reserved", reserved);
  }
}
