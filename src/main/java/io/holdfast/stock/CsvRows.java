package io.holdfast.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.holdfast.platform.http.Json;
import io.holdfast.platform.problem.Problem;
import io.holdfast.platform.problem.Violation;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a catalogue in CSV (RFC 4180), read one after the other in constant memory. Not
 * thread-safe.
 */
final class CsvRows {

  /**
   * A row as it was read.
   *
   * @param number as a spreadsheet shows it: the header is row 1
   * @param content null where there is an error
   */
  record Row(long number, @Nullable ImportRow content, @Nullable String error) {

    static Row rejected(long number, Problem problem) {
      return new Row(number, null, problem.detail());
    }
  }

  /** Characters of a row; a quote that is never closed ends here. */
  private static final int MAX_ROW = 64 * 1024;

  private final CloseableIterator<CsvRecord> records;
  private final Json json;
  private final List<CsvColumn> columns;
  private long number = 1;
  private boolean broken;
  private @Nullable Row next;

  private CsvRows(CloseableIterator<CsvRecord> records, List<CsvColumn> columns, Json json) {
    this.records = records;
    this.columns = columns;
    this.json = json;
  }

  /**
   * Begins to read and checks the header row.
   *
   * @throws Problem {@code validation} for a header row that is missing or names an unknown column
   */
  static CsvRows of(InputStream body, Json json) {
    var records =
        CsvReader.builder()
            .detectBomHeader(true)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(MAX_ROW)
            .ofCsvRecord(body, UTF_8)
            .iterator();
    try {
      if (!records.hasNext()) {
        throw Problem.invalid("body", "must begin with a header row");
      }
      return new CsvRows(records, columns(records.next().getFields()), json);
    } catch (CsvParseException malformed) {
      throw Problem.invalid("body", "must begin with a header row in CSV");
    }
  }

  private static List<CsvColumn> columns(List<String> header) {
    var columns = new ArrayList<CsvColumn>();
    var violations = new ArrayList<Violation>();
    for (var name : header) {
      var column = CsvColumn.of(name);
      if (column.isEmpty()) {
        violations.add(new Violation("header", "has an unknown column " + printable(name)));
      } else if (columns.contains(column.get())) {
        violations.add(new Violation("header", "has the column " + name + " twice"));
      } else {
        columns.add(column.get());
      }
    }
    if (violations.isEmpty() && !columns.contains(CsvColumn.SKU)) {
      violations.add(new Violation("header", "lacks the column sku"));
    }
    if (!violations.isEmpty()) {
      throw Problem.invalid(violations);
    }
    return columns;
  }

  private static String printable(String name) {
    var shown = name.replaceAll("[^\\x20-\\x7e]", "?");
    return "“" + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown) + "”";
  }

  boolean hasNext() {
    if (next == null && !broken) {
      next = read();
    }
    return next != null;
  }

  Row next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    var row = next;
    next = null;
    return row;
  }

  private @Nullable Row read() {
    try {
      while (records.hasNext()) {
        number++;
        var fields = records.next().getFields();
        if (fields.size() > 1 || !fields.get(0).isEmpty()) {
          return row(fields);
        }
      }
      return null;
    } catch (CsvParseException malformed) {
      broken = true;
      return new Row(number + 1, null, "is not well-formed CSV; nothing from here on was imported");
    }
  }

  private Row row(List<String> fields) {
    if (fields.size() != columns.size()) {
      return new Row(
          number,
          null,
          "has %d fields where the header has %d".formatted(fields.size(), columns.size()));
    }
    var values = new EnumMap<CsvColumn, String>(CsvColumn.class);
    for (var i = 0; i < fields.size(); i++) {
      if (!fields.get(i).isEmpty()) {
        values.put(columns.get(i), fields.get(i));
      }
    }
    try {
      return new Row(number, ImportRow.of(values, json), null);
    } catch (Problem invalid) {
      return Row.rejected(number, invalid);
    }
  }
}
