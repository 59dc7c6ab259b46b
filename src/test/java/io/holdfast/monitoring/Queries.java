package io.holdfast.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The queries of the alerts and of the dashboard, as Prometheus would be asked. Stateless. */
final class Queries {

  static final Path DIRECTORY = Path.of("monitoring").toAbsolutePath();
  static final Path ALERTS = DIRECTORY.resolve("alerts.yaml");

  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  private Queries() {}

  /** The rules, recording rules included, as they are in the file. */
  static List<JsonNode> rules() throws IOException {
    var rules = new ArrayList<JsonNode>();
    for (var group : new ObjectMapper(new YAMLFactory()).readTree(ALERTS.toFile()).get("groups")) {
      group.get("rules").forEach(rules::add);
    }
    return rules;
  }

  static List<String> ofRules() throws IOException {
    return rules().stream().map(rule -> rule.get("expr").textValue()).toList();
  }

  static List<String> recorded() throws IOException {
    return rules().stream()
        .filter(rule -> rule.has("record"))
        .map(rule -> rule.get("record").textValue())
        .toList();
  }

  /** With everything selected that the dashboard lets one choose. */
  static List<String> ofDashboard() throws IOException {
    return new ObjectMapper()
        .readTree(DIRECTORY.resolve("dashboard.json").toFile()).findValues("expr").stream()
            .map(JsonNode::textValue)
            .map(expr -> expr.replace("$__rate_interval", "10s"))
            .map(expr -> expr.replaceAll("\\$(instance|strategy)", ".*"))
            .toList();
  }

  /** The metrics that a query reads. */
  static Set<String> metrics(String query) {
    var names = new TreeSet<String>();
    var name = NAME.matcher(NO_METRIC.matcher(query).replaceAll(" "));
    while (name.find()) {
      if (!OPERATORS.contains(name.group())) {
        names.add(name.group());
      }
    }
    return names;
  }
}
