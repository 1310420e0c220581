package dev.holdfast.server.realm;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import javax.naming.ldap.Rdn;

/** Distinguished names (RFC 4514) and filters (RFC 4515), and what a value has to look like in them. */
final class LdapSyntax {
    private LdapSyntax() {}

    static boolean isDn(String text) {
        return DN.isValidDN(text);
    }

    /** Returns whether {@code template} is a filter, whatever is in its places. */
    static boolean isFilter(Template template) {
        try {
            Filter.create(template.fill(LdapSyntax::inFilter, "x", "x"));
            return true;
        } catch (LDAPException noFilter) {
            return false;
        }
    }

    static String inFilter(String value) {
        return Filter.encodeValue(value);
    }

    static String inDn(String value) {
        return Rdn.escapeValue(value);
    }
}
