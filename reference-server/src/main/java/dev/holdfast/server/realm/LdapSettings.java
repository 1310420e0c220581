package dev.holdfast.server.realm;

import org.jspecify.annotations.Nullable;

/**
 * A realm in a directory.
 *
 * @param roles null if nobody has any
 */
public record LdapSettings(
        LdapServer server, LdapUsers users, @Nullable LdapRoles roles) {}
