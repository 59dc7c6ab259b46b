package io.holdfast.lab;

import java.util.List;
import java.util.stream.Collectors;
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
    return Stream.concat(Stream.of(HEADER), race.results().stream().map(RaceCsv::row))
        .map(row -> row.stream().map(RaceCsv::cell).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
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

  private static String cell(String text) {
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
