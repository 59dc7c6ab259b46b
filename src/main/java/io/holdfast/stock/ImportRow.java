package io.holdfast.stock;

import io.holdfast.platform.http.Json;
import io.holdfast.platform.http.Limits;
import io.holdfast.platform.http.Text;
import io.holdfast.platform.problem.Problem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of an import: an item to create or change, and a stock-take or a change of its stock. Empty
 * fields are null, and leave what they stand for.
 */
record ImportRow(
    @NotNull @Pattern(regexp = NewItem.SKU) String sku,
    @Size(max = Limits.NAME) @Nullable String name,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long onHand,
    @Min(-Limits.MAX_STOCK) @Max(Limits.MAX_STOCK) @Nullable Long delta,
    @Pattern(regexp = Text.CODE) @Nullable String location,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long backorderLimit,
    @Min(0) @Max(Limits.MAX_STOCK) @Nullable Long lowStockThreshold,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerOrder,
    @Min(1) @Max(Limits.MAX_QUANTITY) @Nullable Long maxPerCustomer) {

  private static final java.util.regex.Pattern NUMBER =
      java.util.regex.Pattern.compile("-?\\d{1,18}");

  /**
   * Reads a row.
   *
   * @param fields those that are not empty
   * @throws Problem {@code validation}, naming each field that is wrong
   */
  static ImportRow of(Map<CsvColumn, String> fields, Json json) {
    fields.forEach((column, value) -> refuseUnreadable(column, value));
    var name = fields.get(CsvColumn.NAME);
    var row =
        json.valid(
            new ImportRow(
                fields.getOrDefault(CsvColumn.SKU, ""),
                name == null ? null : CsvColumn.imported(name),
                number(fields, CsvColumn.ON_HAND),
                number(fields, CsvColumn.DELTA),
                fields.get(CsvColumn.LOCATION),
                number(fields, CsvColumn.BACKORDER_LIMIT),
                number(fields, CsvColumn.LOW_STOCK_THRESHOLD),
                number(fields, CsvColumn.MAX_PER_ORDER),
                number(fields, CsvColumn.MAX_PER_CUSTOMER)));
    if (row.onHand != null && row.delta != null) {
      throw Problem.invalid("delta", "must not be given beside onHand");
    }
    return row;
  }

  /** The attributes of a known item after this row. */
  ItemAttributes attributes(ItemAttributes known) {
    return new ItemAttributes(
        name == null ? known.name() : name,
        backorderLimit == null ? known.backorderLimit() : backorderLimit,
        lowStockThreshold == null ? known.lowStockThreshold() : lowStockThreshold,
        maxPerOrder == null ? known.maxPerOrder() : maxPerOrder,
        maxPerCustomer == null ? known.maxPerCustomer() : maxPerCustomer);
  }

  private static @Nullable Long number(Map<CsvColumn, String> fields, CsvColumn column) {
    var value = fields.get(column);
    if (value == null) {
      return null;
    }
    if (!NUMBER.matcher(value).matches()) {
      throw Problem.invalid(column.header(), "must be a whole number in range");
    }
    return Long.valueOf(value);
  }

  /** Bytes that are not UTF-8 have become the replacement character. */
  private static void refuseUnreadable(CsvColumn column, String value) {
    if (value.indexOf('\ufffd') >= 0) {
      throw Problem.invalid(column.header(), "is not valid UTF-8");
    }
    Text.storable(column.header(), value);
  }
}
