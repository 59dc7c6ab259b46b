/** What every resource shares: strict JSON, the caller, preconditions, cursors. */
@NullMarked
package io.holdfast.platform.http;

import org.jspecify.annotations.NullMarked;
