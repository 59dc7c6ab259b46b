package io.holdfast.stock;

/** Told, after the commit, to those whom it may concern that there is more of an item. */
public record Restocked(String shop, String sku) {}
