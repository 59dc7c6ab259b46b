package io.holdfast.stock;

import io.holdfast.stock.ImportView.RowError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An import, and how far it has come. Immutable.
 *
 * @param rows read and applied or rejected so far
 * @param errors the first rejected rows; a bounded number of them
 */
record ImportProgress(
    String shop,
    UUID id,
    String principal,
    long rows,
    long accepted,
    long rejected,
    List<RowError> errors) {

  static ImportProgress start(String shop, UUID id, String principal) {
    return new ImportProgress(shop, id, principal, 0, 0, 0, List.of());
  }

  /** How far it is after some more rows. */
  ImportProgress plus(int more, List<CsvRows.Row> rejectedRows, int maxErrors) {
    var all =
        Stream.concat(
                errors.stream(),
                rejectedRows.stream()
                    .map(row -> new RowError(row.number(), String.valueOf(row.error()))))
            .limit(maxErrors)
            .toList();
    return new ImportProgress(
        shop,
        id,
        principal,
        rows + more,
        accepted + more - rejectedRows.size(),
        rejected + rejectedRows.size(),
        all);
  }

  ImportView.Result result() {
    return new ImportView.Result(accepted, rejected, errors, rejected - errors.size());
  }

  Object[] errorRows() {
    return errors.stream().map(RowError::row).toArray();
  }

  Object[] errorMessages() {
    return errors.stream().map(RowError::message).toArray();
  }

  static List<RowError> errors(Long[] rows, String[] messages) {
    var errors = new ArrayList<RowError>();
    for (var i = 0; i < rows.length; i++) {
      errors.add(new RowError(rows[i], messages[i]));
    }
    return List.copyOf(errors);
  }
}
