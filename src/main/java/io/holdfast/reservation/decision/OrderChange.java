package io.holdfast.reservation.decision;

import org.jspecify.annotations.Nullable;

/**
 * One step in the life of an order. Immutable.
 *
 * @param before null for a new one
 * @param event what it is called as an event
 * @param actor the principal on whose behalf it was taken
 * @param view the order after it, as JSON, for those who follow the events
 */
public record OrderChange(
    @Nullable Order before, Order after, String event, String actor, String view) {}
