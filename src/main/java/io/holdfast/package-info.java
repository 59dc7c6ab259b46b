/** Holdfast, an order and inventory service that sells exactly what is there. */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
