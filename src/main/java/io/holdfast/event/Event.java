package io.holdfast.event;

/**
 * Something that happened.
 *
 * @param type as in the HTTP contract, such as {@code order.confirmed}
 * @param subject the order id or the SKU
 * @param data JSON
 */
public record Event(String type, String subject, String data) {}
