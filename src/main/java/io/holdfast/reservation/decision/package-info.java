/** The decision itself: pure functions and values; no database, clock or framework. */
@NullMarked
package io.holdfast.reservation.decision;

import org.jspecify.annotations.NullMarked;
