package io.holdfast.event;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * An event that has its place in the order.
 *
 * @param data JSON
 * @param at when it happened, by the database's clock
 */
public record RecordedEvent(
    Position position, String type, String subject, String data, Instant at) {

  /** The id that it has for ever. */
  public String id(String shop) {
    return position.id(shop);
  }

  /** As CloudEvents 1.0 in JSON, on one line. */
  public String toCloudEvent(String shop) {
    // Names, codes and ids need no escapes; between its tokens JSON takes a blank for a line break.
    return """
        {"specversion":"1.0","id":"%s","source":"/shops/%s","type":"%s","subject":"%s","time":"%s",\
        "datacontenttype":"application/json","data":%s}"""
        .formatted(
            id(shop),
            shop,
            type,
            subject,
            DateTimeFormatter.ISO_INSTANT.format(at),
            data.replace('\n', ' ').replace('\r', ' '));
  }
}
