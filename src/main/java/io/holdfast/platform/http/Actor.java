package io.holdfast.platform.http;

/**
 * Who changes something, and in whose shop. A request's is {@link Caller#actor()}; what the service
 * does of its own accord has one too.
 *
 * @param principal whom keys and movements are kept under
 */
public record Actor(String shop, String principal) {}
