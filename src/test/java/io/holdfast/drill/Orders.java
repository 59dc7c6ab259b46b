package io.holdfast.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads answers about orders. */
final class Orders {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Orders() {}

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException malformed) {
      throw new UncheckedIOException(text, malformed);
    }
  }

  /** The id of the order that was acknowledged. */
  static String id(Operation placed) {
    return json(placed.answer().body()).get("id").textValue();
  }
}
