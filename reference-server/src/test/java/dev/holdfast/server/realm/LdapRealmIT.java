package dev.holdfast.server.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.util.LDAPSDKException;
import dev.holdfast.connector.Await;
import dev.holdfast.connector.Certificates;
import dev.holdfast.connector.KeyStoreFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LdapRealmIT {
    private static final Identity ADA = new Identity("ada", Set.of("admin"));

    @TempDir
    private Path directory;

    private Directory people;
    private LdapRealm realm;

    @BeforeEach
    void start() throws LDAPSDKException {
        people = Directory.start();
        realm = new LdapRealm(people.settings());
    }

    @AfterEach
    void stop() {
        realm.close();
        people.close();
    }

    @Test
    void directoryKnowsPasswordsAndGroupsAreRoles() {
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
        assertThat(realm.authenticate("bob", "hidden")).contains(new Identity("bob", Set.of()));
        assertThat(realm.authenticate("ada", "hidden")).isEmpty();
        assertThat(realm.authenticate("eve", "secret")).isEmpty();
        assertThat(realm.authenticate("", "secret")).isEmpty();
        assertThat(realm.password("ada")).isEmpty();
        assertThat(realm.knowsPasswords()).isFalse();
    }

    @Test
    void userIsFoundWithoutAPassword() {
        assertThat(realm.find("ada")).contains(ADA);
        assertThat(realm.find("CN=ada")).contains(new Identity("CN=ada", Set.of("admin")));
        assertThat(realm.find("eve")).isEmpty();
    }

    @Test
    void nameCanBePartOfTheEntrysName() throws Exception {
        people.person("a\\+b", "plus", "cn=ab");
        try (LdapRealm byPattern = new LdapRealm(new LdapSettings(
                people.settings().server(),
                new LdapUsers.Pattern("uid={0}," + Directory.PEOPLE),
                people.settings().roles()))) {
            assertThat(byPattern.authenticate("ada", "secret")).contains(ADA);
            assertThat(byPattern.authenticate("a+b", "plus")).isPresent();
            assertThat(byPattern.authenticate("eve", "secret")).isEmpty();
            assertThat(byPattern.authenticate("ada,dc=x", "secret")).isEmpty();
            assertThat(byPattern.find("ada")).contains(ADA);
            assertThat(byPattern.find("eve")).isEmpty();
        }
    }

    /** An anonymous bind would be taken for a right password, for it is answered with success. */
    @Test
    void emptyPasswordIsWrong() {
        assertThat(realm.authenticate("ada", "")).isEmpty();
        assertThat(people.boundConnections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a*", "ada)(uid=*", "*)(|(uid=*", "\\61da", "ada\0", "ada)(objectClass=*)"})
    void nameIsNoPartOfTheFilter(String name) {
        assertThat(realm.authenticate(name, "secret")).isEmpty();
        assertThat(realm.find(name)).isEmpty();
    }

    @Test
    void nameOfTwoEntriesIsNobodys() throws Exception {
        people.person("ada2", "secret", "cn=ada");
        people.person("ada3", "secret", "cn=ada");
        assertThat(realm.find("cn=ada")).isEmpty();
        assertThat(realm.authenticate("cn=ada", "secret")).isEmpty();
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
    }

    @Test
    void changedPasswordCountsAtOnce() throws Exception {
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
        people.server()
                .modify(
                        "uid=ada," + Directory.PEOPLE,
                        new Modification(ModificationType.REPLACE, "userPassword", "changed"));
        assertThat(realm.authenticate("ada", "secret")).isEmpty();
        assertThat(realm.authenticate("ada", "changed")).contains(ADA);
    }

    @Test
    void connectionsAreFewAndUsedAgain() {
        List<CompletableFuture<Optional<Identity>>> logins = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> realm.authenticate("ada", "secret")))
                .toList();
        logins.forEach(login -> assertThat(login.join()).contains(ADA));
        assertThat(people.boundConnections()).isBetween(2, 4);
    }

    @Test
    void directoryThatIsDownIsSaidToBeAndComesBack() throws Exception {
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
        int port = people.port();
        people.close();
        assertThatThrownBy(() -> realm.authenticate("ada", "secret"))
                .isInstanceOf(RealmUnavailableException.class)
                .hasMessageContaining("ldap://localhost:" + port);
        assertThatThrownBy(() -> realm.find("ada")).isInstanceOf(RealmUnavailableException.class);
        people = Directory.at(port);
        Await.until("it is asked again", this::answers);
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
    }

    private boolean answers() {
        try {
            return realm.find("ada").isPresent();
        } catch (RealmUnavailableException stillDown) {
            return false;
        }
    }

    @Test
    void directoryThatDoesNotAnswerIsNotAskedAgainAtOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LdapRealm waiting = new LdapRealm(Directory.settings(
                        new Directory.ServerSettings(URI.create("ldap://localhost:" + silent.getLocalPort()), false)
                                .readTimeout(Duration.ofMillis(700))
                                .build()))) {
            long began = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                assertThatThrownBy(() -> waiting.authenticate("ada", "secret"))
                        .isInstanceOf(RealmUnavailableException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** The stale connections of a directory that was started again are nobody's failure. */
    @Test
    void connectionThatTheDirectoryClosedIsReplaced() throws Exception {
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
        int port = people.port();
        people.close();
        people = Directory.at(port);
        assertThat(realm.authenticate("ada", "secret")).contains(ADA);
    }

    @Test
    void directoryThatRefusesTheServerIsNoWrongPassword() {
        try (LdapRealm refused = new LdapRealm(Directory.settings(
                people.server("ldap", false).bindPassword("wrong").build()))) {
            assertThatThrownBy(() -> refused.authenticate("ada", "secret"))
                    .isInstanceOf(RealmUnavailableException.class)
                    .hasMessageContaining("49");
        }
    }

    @Test
    void directoryThatDoesNotAnswerIsNotWaitedForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LdapRealm waiting = new LdapRealm(Directory.settings(
                        new Directory.ServerSettings(URI.create("ldap://localhost:" + silent.getLocalPort()), false)
                                .readTimeout(Duration.ofMillis(100))
                                .build()))) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> waiting.authenticate("ada", "secret"))
                    .isInstanceOf(RealmUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void directoryIsSpokenToOverTls() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile own = certificates.add("server.p12", "server", "EC", "localhost");
        Path trusted = certificates.trust("trusted.p12", own).file();
        try (Directory secure = Directory.overTls(Certificates.client(own, own));
                LdapRealm overTls = new LdapRealm(Directory.settings(
                        secure.server("ldaps", false).trusting(trusted).build()))) {
            assertThat(overTls.authenticate("ada", "secret")).contains(ADA);
            assertThat(overTls.authenticate("ada", "wrong")).isEmpty();
        }
        try (Directory secure = Directory.withStartTls(Certificates.client(own, own));
                LdapRealm startTls = new LdapRealm(Directory.settings(
                        secure.server("ldap", true).trusting(trusted).build()))) {
            assertThat(startTls.authenticate("ada", "secret")).contains(ADA);
        }
    }

    @Test
    void certificateOfAnotherHostOrOfNobodyTrustedIsRefused() throws Exception {
        Certificates certificates = new Certificates(directory);
        KeyStoreFile other = certificates.add("other.p12", "other", "EC", "other.example");
        KeyStoreFile right = certificates.add("right.p12", "right", "EC", "localhost");
        Path trusted = certificates.trust("trusted.p12", other).file();
        for (KeyStoreFile own : List.of(other, right)) {
            try (Directory secure = Directory.overTls(Certificates.client(own, own));
                    LdapRealm overTls = new LdapRealm(Directory.settings(
                            secure.server("ldaps", false).trusting(trusted).build()))) {
                assertThatThrownBy(() -> overTls.authenticate("ada", "secret"))
                        .isInstanceOf(RealmUnavailableException.class);
            }
            try (Directory secure = Directory.withStartTls(Certificates.client(own, own));
                    LdapRealm startTls = new LdapRealm(Directory.settings(
                            secure.server("ldap", true).trusting(trusted).build()))) {
                assertThatThrownBy(() -> startTls.authenticate("ada", "secret"))
                        .isInstanceOf(RealmUnavailableException.class);
            }
        }
    }

    @Test
    void trustStoreThatIsNoneIsNamed() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense.p12"), "nonsense");
        LdapSettings settings = Directory.settings(
                people.server("ldaps", false).trusting(nonsense).build());
        assertThatThrownBy(() -> new LdapRealm(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("trustStore " + nonsense + " cannot be used: ");
    }
}
