package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.event.Event;
import io.holdfast.event.Outbox;
import io.holdfast.idempotency.Answer;
import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeyedWrites;
import io.holdfast.idempotency.StoredResponse;
import io.holdfast.platform.database.Script;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.database.WriteTransaction;
import io.holdfast.platform.http.Actor;
import io.holdfast.platform.http.Cursor;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Page;
import io.holdfast.platform.http.Preconditions;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Items: to create, find, change and delete. Thread-safe. */
@ApplicationScoped
public class Items {

  static final String PATH = "/api/v1/items/";

  private final KeyedWrites writes;
  private final Transactions transactions;

  Items(KeyedWrites writes, Transactions transactions) {
    this.writes = writes;
    this.transactions = transactions;
  }

  /** Creates an item and its first level. */
  public Answer create(Actor actor, @Nullable IdempotencyKey key, NewItem request) {
    var shop = actor.shop();
    return writes.run(
        shop,
        key,
        transaction -> Item.find(shop, request.sku()),
        (transaction, taken) -> {
          if (taken.isPresent()) {
            throw new Problem(
                ProblemType.ALREADY_EXISTS, "The SKU " + request.sku() + " is taken.");
          }
          var location = Location.orMain(request.location());
          if (!Location.isIn(Location.read(transaction), location)) {
            throw notFound("location", location);
          }
          Location.ensureMain(transaction);
          var item = new Item(shop, request, transaction.now());
          item.persistAndFlush();
          var empty = new Level(request.sku(), location, 0, 0, 0);
          var onHand = request.onHandOrNone();
          var first = onHand == 0 ? empty : empty.changed(onHand, 0);
          var insert = new Script(transaction.connection());
          Levels.insert(insert, shop, List.of(new Levels.Opened(first, item.backorderLimit)));
          insert.run();
          var movements = new ArrayList<Movement>();
          if (onHand > 0) {
            movements.add(
                Movement.between(
                    MovementKind.RECEIVED, empty, first, null, null, null, actor.principal()));
          }
          Ledger.append(transaction, movements);
          var signals =
              Thresholds.append(
                  transaction,
                  List.of(),
                  movements,
                  Map.of(),
                  Map.of(request.sku(), item.policy()));
          return created(transaction, request.sku(), signals);
        });
  }

  /** The item as it stands. */
  public ItemView get(String shop, String sku) {
    ItemResource.existing(sku);
    return transactions
        .read(connection -> StoredItems.find(connection, shop, sku))
        .orElseThrow(() -> notFound("SKU", sku));
  }

  /** Items in the order of their SKUs. */
  public Page<ItemView> list(String shop, ItemFilter filter, int limit) {
    var rows =
        transactions.read(connection -> StoredItems.list(connection, shop, filter, limit + 1));
    return Page.of(rows, limit, item -> Cursor.of(item.sku()));
  }

  /**
   * An item's ledger, newest first.
   *
   * @throws Problem {@code not-found} where there never was such an item; {@code validation} for a
   *     cursor of another list
   */
  public Page<MovementView> movements(String shop, String sku, @Nullable String after, int limit) {
    var page =
        transactions.read(connection -> StoredMovements.page(connection, shop, sku, after, limit));
    if (page.items().isEmpty() && after == null) {
      // Not a single movement: the item is new, or there is none.
      get(shop, sku);
    }
    return page;
  }

  /** Changes attributes of an item in the version that the caller has seen. */
  Answer patch(
      Actor actor, String sku, Preconditions ifMatch, UnaryOperator<ItemAttributes> change) {
    var shop = actor.shop();
    return writes.run(
        shop,
        null,
        transaction -> StockSheet.lock(transaction, List.of(sku)),
        (transaction, levels) -> {
          var item = existing(shop, sku);
          ifMatch.check(item.version);
          var sheet = StockSheet.of(transaction, List.of(sku), levels);
          item.set(change.apply(item.attributes()), transaction.now());
          Item.getEntityManager().flush();
          sheet.put(item.policy(), actor.principal());
          var row = Objects.requireNonNull(ItemRow.read(transaction, List.of(sku)).get(sku));
          // Of the sheet: the levels themselves are written last.
          var view = row.toView(sheet.levels(sku));
          var body = Json.write(view);
          sheet.write(List.of(new Event("item.updated", sku, new String(body, UTF_8))));
          return new StoredResponse(200, null, view.etag(), body);
        });
  }

  /** Deletes an item that nothing is reserved of; a closing movement takes what is on hand. */
  void delete(Actor actor, String sku, Preconditions ifMatch) {
    var shop = actor.shop();
    writes.run(
        shop,
        null,
        transaction -> StockSheet.lock(transaction, List.of(sku)),
        (transaction, levels) -> {
          var item = existing(shop, sku);
          ifMatch.check(item.version);
          var reserved = levels.stream().mapToLong(Level::reserved).sum();
          if (reserved > 0) {
            throw StockSheet.inUse(reserved);
          }
          var closed = new ArrayList<Level>();
          var movements = new ArrayList<Movement>();
          for (var level : levels) {
            // A movement even where nothing is on hand: whoever waits for the level must see that
            // it changed.
            var after = level.changed(-level.onHand(), 0);
            closed.add(after);
            movements.add(
                Movement.between(
                    MovementKind.DELETED, level, after, null, null, null, actor.principal()));
          }
          var last = view(transaction, sku);
          Levels.update(transaction, closed);
          Ledger.append(transaction, movements);
          item.delete(transaction.now());
          Item.getEntityManager().flush();
          Thresholds.settle(transaction, List.of(sku));
          var body = Json.write(last);
          Outbox.append(
              transaction, List.of(new Event("item.deleted", sku, new String(body, UTF_8))));
          return new StoredResponse(204, null, null, body);
        });
  }

  static Item existing(String shop, String sku) {
    return Item.find(shop, sku)
        .filter(item -> item.deletedAt == null)
        .orElseThrow(() -> notFound("SKU", sku));
  }

  static Problem notFound(String what, String name) {
    return new Problem(ProblemType.NOT_FOUND, "There is no " + what + " " + name + ".");
  }

  private static StoredResponse created(
      WriteTransaction transaction, String sku, List<Event> signals) throws SQLException {
    var item = view(transaction, sku);
    var body = Json.write(item);
    var events =
        new ArrayList<Event>(List.of(new Event("item.created", sku, new String(body, UTF_8))));
    events.addAll(signals);
    Outbox.append(transaction, events);
    return new StoredResponse(201, PATH + sku, item.etag(), body);
  }

  private static ItemView view(WriteTransaction transaction, String sku) throws SQLException {
    return StoredItems.find(transaction.connection(), transaction.shop(), sku).orElseThrow();
  }
}
