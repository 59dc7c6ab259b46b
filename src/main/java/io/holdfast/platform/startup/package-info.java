/** What happens before Quarkus starts: finding a database, or saying why there is none. */
@NullMarked
package io.holdfast.platform.startup;

import org.jspecify.annotations.NullMarked;
