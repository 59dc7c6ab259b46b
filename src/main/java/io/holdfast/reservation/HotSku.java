package io.holdfast.reservation;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What orders for one SKU met in the last minute, in this process. An order that names several SKUs
 * counts for each of them.
 *
 * @param attempts tries, the first ones and the retries: accepted, rejected and retries together
 * @param accepted orders that got stock, in whole or in part
 * @param rejected orders that did not, for whatever reason
 * @param conflicts attempts that another transaction was in the way of
 * @param retries attempts after an order's first
 * @param maxWaitMillis the longest that any of these orders took, from admission to answer
 */
@RegisterForReflection
public record HotSku(
    String sku,
    long attempts,
    long accepted,
    long rejected,
    long conflicts,
    long retries,
    long maxWaitMillis) {}
