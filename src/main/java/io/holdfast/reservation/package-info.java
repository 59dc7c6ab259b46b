/** Orders against stock: admission, the configured strategy, retries and their metrics. */
@NullMarked
package io.holdfast.reservation;

import org.jspecify.annotations.NullMarked;
