package dev.holdfast.server.realm;

/**
 * How the roles of a user are found: they are named by entries, such as groups.
 *
 * @param roleBase beneath which, at any depth, they are
 * @param roleSearch the filter, with <code>{0}</code> where the distinguished name of the user is, and <code>{1}</code> where the name that was given at
 *     the log-in
 * @param roleName the attribute whose values are names of roles
 */
public record LdapRoles(String roleBase, String roleSearch, String roleName) {
    /** What groups are searched by, unless it is said. */
    public static final String ROLE_SEARCH = "(member={0})";

    /** The attribute that names a role, unless it is said. */
    public static final String ROLE_NAME = "cn";

    /** Refuses what is no name or no filter. */
    public LdapRoles {
        if (!LdapSyntax.isDn(roleBase)) {
            throw new IllegalArgumentException("roleBase is \"" + roleBase + "\", but must be a distinguished name");
        }
        boolean hasPlace = Template.isOne(roleSearch) || roleSearch.contains("{1}");
        if (!hasPlace || !LdapSyntax.isFilter(new Template(roleSearch))) {
            throw new IllegalArgumentException(
                    "roleSearch is \"" + roleSearch
                            + "\", but must be a filter with {0} in it, which stands for the user's distinguished name, or {1}, for the user's name");
        }
    }

    String filter(String dn, String name) {
        return new Template(roleSearch).fill(LdapSyntax::inFilter, dn, name);
    }
}
