package io.holdfast.reservation.decision;

import org.jspecify.annotations.Nullable;

/**
 * Units that an order asks for. An order has one line per SKU.
 *
 * @param location where they must come from; null for anywhere
 */
public record RequestedLine(String sku, long quantity, @Nullable String location) {}
