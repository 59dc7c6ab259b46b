package io.holdfast.console;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One second of this process, in all shops. Rates are per second; what there was nothing of is
 * null.
 *
 * @param at when it ended, in milliseconds since 1970
 * @param accepted orders that got stock
 * @param refused orders for which there was too little, or a limit
 * @param failed orders that were answered 503 or 500
 * @param batch orders per transaction, on average
 * @param queue orders that wait for a batch
 * @param p50 milliseconds within which half of the orders were answered, from a histogram
 * @param p99 the same of 99 in 100
 */
@RegisterForReflection
record Sample(
    long at,
    double accepted,
    double refused,
    double failed,
    double conflicts,
    double retries,
    @Nullable Double batch,
    double queue,
    @Nullable Double p50,
    @Nullable Double p99) {}
