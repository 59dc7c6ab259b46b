package io.holdfast.fuzz;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of random requests from one seed, and what is to be said against the answers. Not
 * thread-safe.
 */
final class Fuzzing {

  private final Random random;
  private final Document document;
  private final World world;
  private final Attempts attempts;
  private final Judge judge;
  private final Map<String, String> objections = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, Integer>> statuses = new TreeMap<>();

  Fuzzing(Document document, long seed) {
    this.document = document;
    random = new Random(seed);
    world = new World(random);
    attempts = new Attempts(document, world, random);
    judge = new Judge(document);
  }

  void run(Wire wire, int requests) throws IOException {
    for (var i = 0; i < requests; i++) {
      step(wire, attempts.next());
    }
  }

  /** What is wrong, one of each kind. */
  Collection<String> objections() {
    return objections.values();
  }

  private void step(Wire wire, Attempt attempt) throws IOException {
    var answer = exchange(wire, attempt);
    if (answer == null) {
      return;
    }
    var ours = Attempts.SHOP.equals(attempt.header("Holdfast-Shop"));
    if (answer.status() >= 300 || !ours) {
      return;
    }
    world.learn(attempt, answer, Judge.json(answer.body()));
    var keyed = attempt.header("Idempotency-Key") != null && attempt.method().equals("POST");
    if (keyed && attempt.operation().hasHeader("Idempotency-Key") && random.nextInt(6) == 0) {
      var again = exchange(wire, attempt.because("the same again"));
      if (again != null
          && (again.status() != answer.status()
              || !again.text().equals(answer.text())
              || !again.header("Idempotent-Replayed").equals("true"))) {
        object("a replay that is another answer: " + again.status(), attempt, again);
      }
      exchange(wire, attempts.otherBody(attempt));
    }
  }

  private Wire.@Nullable Answer exchange(Wire wire, Attempt attempt) throws IOException {
    try {
      var answer = wire.send(attempt);
      statuses
          .computeIfAbsent(attempt.operation().toString(), none -> new TreeMap<>())
          .merge(answer.status(), 1, Integer::sum);
      var objection = judge.objection(attempt, answer);
      if (objection != null) {
        object(objection, attempt, answer);
      }
      return answer;
    } catch (SocketTimeoutException late) {
      wire.close();
      object("no answer in time", attempt, null);
      return null;
    } catch (EOFException | SocketException closed) {
      wire.close();
      if (!attempt.brokenHttp()) {
        object("no answer: " + closed, attempt, null);
      }
      return null;
    }
  }

  /** One of a kind is enough to read. */
  private void object(String objection, Attempt attempt, Wire.@Nullable Answer answer) {
    var kind = attempt.operation() + objection.replaceAll("= .*|\\d+|for input.*", "");
    objections.putIfAbsent(
        kind,
        "%n%s%n  %s%n  answered %s%n"
            .formatted(
                objection,
                attempt,
                answer == null ? "nothing" : answer.status() + " " + shortened(answer.text())));
  }

  private static String shortened(String text) {
    return text.length() <= 800 ? text : text.substring(0, 800) + "…";
  }

  /** How often each status was answered, by operation and in all. */
  String report() {
    var table = new StringBuilder();
    statuses.forEach(
        (operation, counts) -> table.append("%-58s %s%n".formatted(operation, counts)));
    return table
        + "All: "
        + statuses.values().stream()
            .flatMap(counts -> counts.entrySet().stream())
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey, TreeMap::new, Collectors.summingInt(Map.Entry::getValue)));
  }

  /** Operations that were never carried out: nothing is known of them. */
  List<String> withoutSuccess() {
    var missing = new ArrayList<String>();
    for (var operation : document.operations()) {
      var counts = statuses.getOrDefault(operation.toString(), new TreeMap<>());
      if (counts.keySet().stream().noneMatch(status -> status < 300)) {
        missing.add(operation.toString());
      }
    }
    return missing;
  }
}
