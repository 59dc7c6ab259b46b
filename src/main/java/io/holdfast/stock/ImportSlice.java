package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of an import in one transaction: all levels of their SKUs are locked in their order,
 * each row is applied or rejected on what the ones before it left, and everything is written in a
 * few statements, however many rows there are. One per transaction; not thread-safe.
 */
final class ImportSlice {

  private static final String REASON = "import";

  private final WriteTransaction transaction;
  private final String principal;
  private final StockSheet sheet;
  private final Map<String, ItemRow> items;
  private final Set<String> created = new TreeSet<>();
  private final Set<String> updated = new TreeSet<>();
  private final List<Event> events = new ArrayList<>();

  private ImportSlice(
      WriteTransaction transaction,
      String principal,
      StockSheet sheet,
      Map<String, ItemRow> items) {
    this.transaction = transaction;
    this.principal = principal;
    this.sheet = sheet;
    this.items = items;
  }

  /**
   * Applies rows and appends what they change to the transaction's writes.
   *
   * @return those that were rejected, also those that could not be read, with their errors
   */
  static List<CsvRows.Row> apply(
      WriteTransaction transaction, List<CsvRows.Row> rows, String principal) throws SQLException {
    var skus = skus(rows);
    if (skus.isEmpty()) {
      return rows;
    }
    var locked = StockSheet.lock(transaction, skus);
    var sheet = StockSheet.of(transaction, skus, locked);
    var items = ItemRow.read(transaction, skus);
    if (!items.keySet().containsAll(skus)) {
      Location.ensureMain(transaction);
    }
    var slice = new ImportSlice(transaction, principal, sheet, items);
    var rejected = new ArrayList<CsvRows.Row>();
    for (var row : rows) {
      if (row.content() == null) {
        rejected.add(row);
        continue;
      }
      try {
        slice.apply(row.content());
      } catch (Problem refusal) {
        rejected.add(CsvRows.Row.rejected(row.number(), refusal));
      }
    }
    slice.write();
    return rejected;
  }

  /** The SKUs of the rows that could be read. */
  static Set<String> skus(List<CsvRows.Row> rows) {
    return rows.stream()
        .map(CsvRows.Row::content)
        .filter(Objects::nonNull)
        .map(ImportRow::sku)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void apply(ImportRow row) throws SQLException {
    var location = Location.orMain(row.location());
    sheet.require(location);
    var item = items.get(row.sku());
    if (item == null) {
      create(row, location);
    } else if (item.deleted()) {
      throw new Problem(
          ProblemType.ALREADY_EXISTS, "The SKU " + row.sku() + " is taken by a deleted item.");
    } else {
      change(row, location, item);
    }
  }

  private void create(ImportRow row, String location) throws SQLException {
    if (row.name() == null) {
      throw Problem.invalid("name", "is needed for a new SKU");
    }
    var onHand = row.onHand() == null ? Objects.requireNonNullElse(row.delta(), 0L) : row.onHand();
    if (onHand < 0) {
      throw Problem.invalid("delta", "must not take units from a new SKU");
    }
    var now = transaction.now();
    var attributes = row.attributes(new ItemAttributes(row.name(), 0, null, null, null));
    var item = new ItemRow(row.sku(), attributes, 0, now, now, false);
    if (onHand > 0) {
      sheet.change(row.sku(), location, onHand, cause(MovementKind.RECEIVED, "onHand"));
    } else {
      sheet.open(row.sku(), location);
    }
    keep(item, created);
    tell("item.created", item);
  }

  private void change(ImportRow row, String location, ItemRow known) throws SQLException {
    // First what may be refused: a row is applied whole or not at all.
    var attributes = row.attributes(known.attributes());
    sheet.checkLimit(row.sku(), attributes.backorderLimit());
    var movement = changeStock(row, location);
    if (!attributes.equals(known.attributes())) {
      var item = known.changed(attributes, transaction.now());
      keep(item, created.contains(item.sku()) ? created : updated);
      tell("item.updated", item);
    }
    if (movement != null) {
      events.add(Adjustments.adjusted(transaction, movement));
    }
  }

  private @Nullable Movement changeStock(ImportRow row, String location) {
    if (row.onHand() != null) {
      var found = sheet.find(row.sku(), location);
      var delta = row.onHand() - sheet.at(row.sku(), location).onHand();
      // A count that finds what is known is no change; or every export that comes back would be.
      return found.isPresent() && delta == 0
          ? null
          : sheet.change(row.sku(), location, delta, cause(MovementKind.COUNTED, "onHand"));
    }
    if (row.delta() == null || row.delta() == 0) {
      return null;
    }
    var kind = row.delta() > 0 ? MovementKind.RECEIVED : MovementKind.ADJUSTED;
    return sheet.change(row.sku(), location, row.delta(), cause(kind, "delta"));
  }

  private void keep(ItemRow item, Set<String> written) {
    sheet.put(item.policy(), principal);
    items.put(item.sku(), item);
    written.add(item.sku());
  }

  private void tell(String event, ItemRow item) {
    var data = Json.write(item.toView(sheet.levels(item.sku())));
    events.add(new Event(event, item.sku(), new String(data, UTF_8)));
  }

  private StockSheet.Cause cause(MovementKind kind, String field) {
    return new StockSheet.Cause(kind, field, REASON, null, principal);
  }

  private void write() throws SQLException {
    ItemRow.insert(transaction, rows(created));
    ItemRow.update(transaction, rows(updated));
    sheet.write(events);
  }

  private List<ItemRow> rows(Collection<String> skus) {
    return skus.stream().map(sku -> Objects.requireNonNull(items.get(sku))).toList();
  }
}
