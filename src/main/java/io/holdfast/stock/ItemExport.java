package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.holdfast.platform.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shop's catalogue as CSV, a row per level, in the form that an import takes. Read page by page,
 * so that it takes little memory and holds up nobody; each page is as of its own moment.
 * Thread-safe.
 */
@ApplicationScoped
public class ItemExport {

  private static final int PAGE = 500;

  private final Transactions transactions;

  ItemExport(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Reads the first page at once, so that what is wrong is seen before anything is answered. */
  public StreamingOutput of(String shop) {
    var first = page(shop, null);
    return output -> write(shop, first, output);
  }

  private void write(String shop, List<ItemView> first, OutputStream output)
      throws java.io.IOException {
    try (var csv = CsvWriter.builder().build(output, UTF_8)) {
      csv.writeRecord(Arrays.stream(CsvColumn.values()).map(CsvColumn::header).toList());
      var page = first;
      while (!page.isEmpty()) {
        for (var item : page) {
          for (var level : item.levels()) {
            csv.writeRecord(fields(item, level));
          }
        }
        page = page.size() < PAGE ? List.of() : page(shop, page.get(page.size() - 1).sku());
      }
    }
  }

  private List<ItemView> page(String shop, @Nullable String after) {
    var filter = new ItemFilter(after, null, false);
    return transactions.read(connection -> StoredItems.list(connection, shop, filter, PAGE));
  }

  private static List<String> fields(ItemView item, LevelView level) {
    return Arrays.stream(CsvColumn.values()).map(column -> field(column, item, level)).toList();
  }

  private static String field(CsvColumn column, ItemView item, LevelView level) {
    return switch (column) {
      case SKU -> item.sku();
      case NAME -> CsvColumn.exported(item.name());
      case ON_HAND -> text(level.onHand());
      case DELTA -> "";
      case LOCATION -> level.location();
      case BACKORDER_LIMIT -> text(item.backorderLimit());
      case LOW_STOCK_THRESHOLD -> text(item.lowStockThreshold());
      case MAX_PER_ORDER -> text(item.maxPerOrder());
      case MAX_PER_CUSTOMER -> text(item.maxPerCustomer());
    };
  }

  private static String text(@Nullable Long number) {
    return number == null ? "" : number.toString();
  }
}
