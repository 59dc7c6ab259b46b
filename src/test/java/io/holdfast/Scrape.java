package io.holdfast;

import static java.util.stream.Collectors.toSet;

import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code /q/metrics} says at one moment, in either text format. Immutable. */
public record Scrape(List<Sample> samples) {

  /** One line of it. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** What Prometheus asks for. */
  public static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  /** Scrapes the application under test. */
  public static Scrape now() {
    return of(RestAssured.given().header("Accept", ACCEPT).get("/q/metrics").asString());
  }

  public static Scrape of(String text) {
    var samples = new ArrayList<Sample>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              var sample = LINE.matcher(line);
              if (!sample.matches()) {
                throw new AssertionError("no sample: " + line);
              }
              var labels = new HashMap<String, String>();
              var label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
              while (label.find()) {
                labels.put(label.group(1), label.group(2));
              }
              samples.add(
                  new Sample(
                      sample.group(1), Map.copyOf(labels), Double.parseDouble(sample.group(3))));
            });
    return new Scrape(List.copyOf(samples));
  }

  public Set<String> names() {
    return samples.stream().map(Sample::name).collect(toSet());
  }

  /** The value of one series; labels come as name, value, name, value and need not be all. */
  public double value(String name, String... labels) {
    var wanted = new HashMap<String, String>();
    for (var i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    var found =
        samples.stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> sample.labels().entrySet().containsAll(wanted.entrySet()))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(name + wanted + " is " + found);
    }
    return found.get(0).value();
  }
}
