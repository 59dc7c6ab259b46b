package io.holdfast.reservation.decision;

/** What a customer's purchases of an item are counted under. */
public record Purchase(String sku, String customer) {}
