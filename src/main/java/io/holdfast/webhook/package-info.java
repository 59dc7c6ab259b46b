/** Webhooks: events sent to those who asked for them, signed, each receiver for itself. */
@NullMarked
package io.holdfast.webhook;

import org.jspecify.annotations.NullMarked;
