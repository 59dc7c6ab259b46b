/**
 * The PostgreSQL inside the JVM build, for a laptop without one. These sources belong to the Maven profile
 * {@code embedded} only; nothing outside refers to them but by the name of {@link EmbeddedPostgres}.
 */
@NullMarked
package io.holdfast.platform.embedded;

import org.jspecify.annotations.NullMarked;
