/** The web console: pages for people, rendered here and written through the public API. */
@NullMarked
package io.holdfast.console;

import org.jspecify.annotations.NullMarked;
