package dev.holdfast.server.realm;

import java.util.Set;

/**
 * Who somebody is.
 *
 * @param name as it was given at the log-in
 * @param roles in every application
 */
public record Identity(String name, Set<String> roles) {
    /** Copies the roles. */
    public Identity {
        roles = Set.copyOf(roles);
    }
}
