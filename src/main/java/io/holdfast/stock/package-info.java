/** Items, their stock per location, and the ledger of every change. */
@NullMarked
package io.holdfast.stock;

import org.jspecify.annotations.NullMarked;
