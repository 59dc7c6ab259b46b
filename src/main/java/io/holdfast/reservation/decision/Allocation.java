package io.holdfast.reservation.decision;

/** Units of an order line that are reserved at one location. */
public record Allocation(String location, long quantity) {}
