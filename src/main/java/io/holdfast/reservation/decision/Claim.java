package io.holdfast.reservation.decision;

/** Units that orders wait for at a location and would take from any other. Immutable. */
public record Claim(String sku, String location, long units) {}
