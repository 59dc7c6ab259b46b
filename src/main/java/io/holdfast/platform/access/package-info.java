/** Who may do what: the roles, the operations they open, and what a request's token grants. */
@NullMarked
package io.holdfast.platform.access;

import org.jspecify.annotations.NullMarked;
