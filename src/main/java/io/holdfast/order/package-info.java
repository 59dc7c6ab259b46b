/** Orders over HTTP. */
@NullMarked
package io.holdfast.order;

import org.jspecify.annotations.NullMarked;
