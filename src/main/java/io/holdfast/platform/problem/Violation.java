package io.holdfast.platform.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One thing wrong with a request.
 *
 * @param field the JSON path, query parameter or header
 */
@RegisterForReflection
public record Violation(String field, String message) {}
