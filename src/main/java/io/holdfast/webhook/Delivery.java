package io.holdfast.webhook;

import io.holdfast.event.Position;
import io.holdfast.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that is due at a webhook.
 *
 * @param failures attempts that have failed since it was made or put back
 * @param event what to send; null where it has outlived its retention
 */
record Delivery(Position position, int failures, @Nullable RecordedEvent event) {}
