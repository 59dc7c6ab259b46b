/** Disciplines of taking turns at stock, and the one writer they share. */
@NullMarked
package io.holdfast.reservation.strategy;

import org.jspecify.annotations.NullMarked;
