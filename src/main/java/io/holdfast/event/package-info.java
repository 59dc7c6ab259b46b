/** The outbox: what happened, written with the change that made it happen. */
@NullMarked
package io.holdfast.event;

import org.jspecify.annotations.NullMarked;
