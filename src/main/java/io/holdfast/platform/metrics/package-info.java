/** What metrics have in common. */
@NullMarked
package io.holdfast.platform.metrics;

import org.jspecify.annotations.NullMarked;
