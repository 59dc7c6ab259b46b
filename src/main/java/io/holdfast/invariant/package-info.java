/** Checks that the counters, the ledger and the orders agree. */
@NullMarked
package io.holdfast.invariant;

import org.jspecify.annotations.NullMarked;
