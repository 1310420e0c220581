package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LdapSettingsTest {
    @Test
    void valuesAreHarmlessInFiltersAndNames() {
        assertThat(new LdapUsers.Search("dc=x", "(uid={0})").filter("a*b(c)d\\e\0"))
                .isEqualTo("(uid=a\\2ab\\28c\\29d\\5ce\\00)");
        assertThat(new LdapUsers.Pattern("uid={0},dc=x").dn(" a,b+c=\"d\\"))
                .isEqualTo("uid=\\ a\\,b\\+c\\=\\\"d\\\\,dc=x");
    }

    @Test
    void whatLooksLikeAPlaceInAValueIsNone() {
        assertThat(new LdapRoles("dc=x", "(&(member={0})(owner={1}))", "cn").filter("uid={1}", "{0}$1"))
                .isEqualTo("(&(member=uid={1})(owner={0}$1))");
    }

    @Test
    void groupsInGroupsCanBeLeftToTheDirectory() {
        assertThat(new LdapRoles("", "(member:1.2.840.113556.1.4.1941:={0})", "cn").filter("uid=a", "a"))
                .isEqualTo("(member:1.2.840.113556.1.4.1941:=uid=a)");
    }

    @ParameterizedTest
    @CsvSource({"ldap://a, 389", "ldap://a:1, 1", "ldaps://a, 636", "ldaps://[::1]:7/, 7"})
    void urlNamesHostAndPort(URI url, int port) {
        assertThat(LdapServer.isUrl(url)).isTrue();
        LdapServer server =
                new LdapServer(url, false, null, null, null, null, LdapServer.TIMEOUT, LdapServer.TIMEOUT, 1);
        assertThat(server.port()).isEqualTo(port);
        assertThat(server.host()).isIn("a", "::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap:a", "http://a", "a", "ldap://a/dc=x", "ldap://a?b", "ldap://u@a", "ldap:///"})
    void anythingElseInAUrlIsRefused(URI url) {
        assertThat(LdapServer.isUrl(url)).isFalse();
    }

    @Test
    void passwordIsNotPrinted() {
        LdapServer server = new LdapServer(
                URI.create("ldap://a"),
                false,
                null,
                "hush",
                "cn=server",
                "secret",
                LdapServer.TIMEOUT,
                LdapServer.TIMEOUT,
                1);
        assertThat(new LdapSettings(server, new LdapUsers.Pattern("uid={0}"), null).toString())
                .doesNotContain("secret")
                .doesNotContain("hush");
    }
}
