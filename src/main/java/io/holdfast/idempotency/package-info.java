/** Answers kept under the caller's key, written in the transaction of the effect. */
@NullMarked
package io.holdfast.idempotency;

import org.jspecify.annotations.NullMarked;
