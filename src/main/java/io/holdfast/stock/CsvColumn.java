package io.holdfast.stock;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The columns of a catalogue as CSV, in the order in which it is exported. */
enum CsvColumn {
  SKU("sku"),
  NAME("name"),
  ON_HAND("onHand"),
  DELTA("delta"),
  LOCATION("location"),
  BACKORDER_LIMIT("backorderLimit"),
  LOW_STOCK_THRESHOLD("lowStockThreshold"),
  MAX_PER_ORDER("maxPerOrder"),
  MAX_PER_CUSTOMER("maxPerCustomer");

  private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@].*", Pattern.DOTALL);

  private final String header;

  CsvColumn(String header) {
    this.header = header;
  }

  String header() {
    return header;
  }

  static Optional<CsvColumn> of(String header) {
    return Arrays.stream(values()).filter(column -> column.header.equals(header)).findAny();
  }

  /** A name that no spreadsheet takes for a formula: one that looks like it gets an apostrophe. */
  static String exported(String name) {
    return FORMULA.matcher(name).matches() ? "'" + name : name;
  }

  /** Undoes {@link #exported}. */
  static String imported(String name) {
    return name.startsWith("'") && FORMULA.matcher(name).matches() ? name.substring(1) : name;
  }
}
