package io.holdfast.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of one shop that do as docs/api.md tells them: the same call with the same key, at the
 * other instance too, until it is answered. What the service must never answer is found.
 * Thread-safe.
 */
final class Clients {

  private final Site site;
  private final String shop;
  private final Findings findings;

  Clients(Site site, String shop, Findings findings) {
    this.site = site;
    this.shop = shop;
    this.findings = findings;
  }

  String shop() {
    return shop;
  }

  /** Asks once; whether that brought the last word. */
  boolean ask(Operation operation, Instance at, Duration patience) {
    operation.begin();
    try {
      var answer = send(operation, at, patience);
      if (isToComeBack(operation, answer)) {
        operation.doubt();
        return false;
      }
      operation.end(answer);
      return true;
    } catch (IOException unanswered) {
      operation.doubt();
      return false;
    }
  }

  /** Sends it, and does not look at the answer. */
  Http.Answer send(Operation operation, Instance at, Duration patience) throws IOException {
    return Http.post(
        at,
        operation.path(),
        operation.body(),
        patience,
        "Holdfast-Shop",
        shop,
        "Idempotency-Key",
        operation.key());
  }

  /** Asks until there is an answer, or for this long; by turns at both instances. */
  boolean insist(Operation operation, int first, Duration limit) {
    var end = System.nanoTime() + limit.toNanos();
    for (var i = first; ; i++) {
      if (ask(operation, site.instance(i), Http.PATIENCE)) {
        return true;
      }
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      // Sooner than Retry-After allows, which makes it harder.
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(20, 120)));
    }
  }

  private boolean isToComeBack(Operation operation, Http.Answer answer) {
    return switch (answer.status()) {
      case 200, 201 -> false;
      case 409 -> answer.isProblem("idempotency-in-progress");
      case 429, 503 -> {
        if (answer.headers().firstValue("Retry-After").isEmpty()) {
          findings.add("no Retry-After", operation + ": " + answer.body());
        }
        yield true;
      }
      default -> {
        findings.add("status " + answer.status(), operation + ": " + answer.body());
        yield answer.status() >= 500;
      }
    };
  }

  /** Reads, by turns at both instances, until there is an answer. */
  Http.Answer read(String path) {
    return call(instance -> Http.get(instance, path, "Holdfast-Shop", shop));
  }

  /** Something that need not be remembered. */
  Http.Answer write(String path, String body) {
    return call(instance -> Http.post(instance, path, body, Http.PATIENCE, "Holdfast-Shop", shop));
  }

  private interface Call {
    Http.Answer to(Instance instance) throws IOException;
  }

  private Http.Answer call(Call call) {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    for (var i = 0; ; i++) {
      try {
        var answer = call.to(site.instance(i));
        if (answer.status() != 503) {
          return answer;
        }
      } catch (IOException gone) {
        // The other one may do better.
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no instance answers");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }
}
