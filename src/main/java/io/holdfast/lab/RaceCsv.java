package io.holdfast.lab;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** The results of a race as CSV (RFC 4180), a row per entrant. Stateless. */
final class RaceCsv {

  private static final List<String> HEADER =
      List.of(
          "name",
          "mistake",
          "status",
          "buyers",
          "served",
          "orders",
          "sold",
          "refused",
          "gaveUp",
          "oversold",
          "undersold",
          "booksOffBy",
          "conflicts",
          "retries",
          "returns",
          "ordersPerSecond",
          "p50Millis",
          "p99Millis",
          "explanation");

  private RaceCsv() {}

  static String of(RaceView race) {
    var text = new StringWriter();
    try (var csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(HEADER);
      race.results().forEach(result -> csv.writeRecord(row(result)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static List<String> row(EntrantResult result) {
    return Stream.of(
            result.name(),
            result.mistake(),
            result.status(),
            result.buyers(),
            result.served(),
            result.orders(),
            result.sold(),
            result.refused(),
            result.gaveUp(),
            result.oversold(),
            result.undersold(),
            result.booksOffBy(),
            result.conflicts(),
            result.retries(),
            result.returns(),
            result.ordersPerSecond(),
            result.p50Millis(),
            result.p99Millis(),
            result.explanation() == null
                ? String.valueOf(result.note() == null ? "" : result.note())
                : result.explanation())
        .map(String::valueOf)
        .toList();
  }
}
