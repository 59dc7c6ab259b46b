/**
 * Experiments: the bug on purpose, on tables of its own, so that its cure can be measured; and what
 * HTTP costs by itself.
 */
@NullMarked
package io.holdfast.lab;

import org.jspecify.annotations.NullMarked;
