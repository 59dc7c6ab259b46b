package io.holdfast.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A Markdown table that is readable as plain text too: the first column left, numbers right. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(List.of(header));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  static String decimal(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var row = 0; row < rows.size(); row++) {
      text.append('|');
      for (var column = 0; column < rows.get(row).size(); column++) {
        var format = column == 0 ? " %-" + width(column) + "s |" : " %" + width(column) + "s |";
        text.append(format.formatted(rows.get(row).get(column)));
      }
      text.append('\n');
      if (row == 0) {
        text.append(ruler());
      }
    }
    return text.toString();
  }

  private String ruler() {
    var text = new StringBuilder("|");
    for (var column = 0; column < rows.get(0).size(); column++) {
      text.append(' ')
          .append("-".repeat(width(column) - (column == 0 ? 0 : 1)))
          .append(column == 0 ? " |" : ": |");
    }
    return text.append('\n').toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
