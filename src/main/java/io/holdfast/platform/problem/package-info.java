/** Errors as callers see them: problem details of RFC 9457. */
@NullMarked
package io.holdfast.platform.problem;

import org.jspecify.annotations.NullMarked;
