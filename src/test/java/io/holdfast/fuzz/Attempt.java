package io.holdfast.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, byte by byte, and what is known of it.
 *
 * @param target path and query as they are sent
 * @param headers may name one header twice
 * @param hopeless why nothing but a refusal will do; null where the document has to say
 * @param brokenHttp whether it may be refused before the service sees it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
record Attempt(
    Operation operation,
    String method,
    String target,
    List<Map.Entry<String, String>> headers,
    byte @Nullable [] body,
    String what,
    @Nullable String hopeless,
    boolean brokenHttp) {

  Attempt with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.removeIf(header -> header.getKey().equalsIgnoreCase(name));
    more.add(Map.entry(name, value));
    return new Attempt(operation, method, target, more, body, what, hopeless, brokenHttp);
  }

  Attempt twice(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new Attempt(operation, method, target, more, body, what, hopeless, brokenHttp);
  }

  Attempt without(String name) {
    var less = new ArrayList<>(headers);
    less.removeIf(header -> header.getKey().equalsIgnoreCase(name));
    return new Attempt(operation, method, target, less, body, what, hopeless, brokenHttp);
  }

  Attempt to(String otherTarget) {
    return new Attempt(operation, method, otherTarget, headers, body, what, hopeless, brokenHttp);
  }

  Attempt body(byte @Nullable [] other) {
    return new Attempt(operation, method, target, headers, other, what, hopeless, brokenHttp);
  }

  Attempt because(String mutation) {
    return new Attempt(operation, method, target, headers, body, mutation, hopeless, brokenHttp);
  }

  Attempt hopeless(String reason) {
    return new Attempt(operation, method, target, headers, body, what, reason, brokenHttp);
  }

  Attempt broken() {
    return new Attempt(operation, method, target, headers, body, what, hopeless, true);
  }

  @Nullable String header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** As it goes over the wire. */
  byte[] bytes() {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach(
        header ->
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    if (body != null) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var start = head.append("\r\n").toString().getBytes(ISO_8859_1);
    if (body == null) {
      return start;
    }
    var all = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(what + "\n  " + method + " " + shortened(target));
    headers.forEach(
        header -> text.append("\n  " + header.getKey() + ": " + shortened(header.getValue())));
    return body == null ? text.toString() : text + "\n  " + shortened(new String(body, UTF_8));
  }

  private static String shortened(String text) {
    return text.length() <= 600 ? text : text.substring(0, 600) + "… (" + text.length() + ")";
  }
}
