package io.holdfast.event;

/**
 * How far the numbers of a shop's batches go; fired as an event inside the process when that
 * changes. May come late, twice and out of order.
 */
public record Numbers(String shop, long last) {}
