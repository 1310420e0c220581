package dev.holdfast.server.realm;

/** How the entry of a user is found. */
public sealed interface LdapUsers permits LdapUsers.Pattern, LdapUsers.Search {
    /** What a user is searched by, unless it is said. */
    String USER_SEARCH = "(uid={0})";

    /**
     * The user's name is part of the entry's.
     *
     * @param userPattern the distinguished name, with <code>{0}</code> where the user's name is
     */
    record Pattern(String userPattern) implements LdapUsers {
        /** Refuses what is no such name. */
        public Pattern {
            if (!Template.isOne(userPattern) || !LdapSyntax.isDn(userPattern.replace("{0}", "x"))) {
                throw new IllegalArgumentException("userPattern is \"" + userPattern
                        + "\", but must be a distinguished name with {0} in it, which stands for the user's name");
            }
        }

        String dn(String name) {
            return new Template(userPattern).fill(LdapSyntax::inDn, name, name);
        }
    }

    /**
     * The entry is searched.
     *
     * @param userBase beneath which, at any depth
     * @param userSearch the filter, with <code>{0}</code> where the user's name is; whom it finds more than one of cannot log in
     */
    record Search(String userBase, String userSearch) implements LdapUsers {
        /** Refuses what is no name or no filter. */
        public Search {
            if (!LdapSyntax.isDn(userBase)) {
                throw new IllegalArgumentException(
                        "userBase is \"" + userBase + "\", but must be a distinguished name");
            }
            if (!Template.isOne(userSearch) || !LdapSyntax.isFilter(new Template(userSearch))) {
                throw new IllegalArgumentException("userSearch is \"" + userSearch
                        + "\", but must be a filter with {0} in it, which stands for the user's name");
            }
        }

        String filter(String name) {
            return new Template(userSearch).fill(LdapSyntax::inFilter, name, name);
        }
    }
}
