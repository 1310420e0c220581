package dev.holdfast.server.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.junit.jupiter.api.Test;

final class HoldfastContainerConfigurationTest {
    private final HoldfastContainerConfiguration configuration = new HoldfastContainerConfiguration();

    @Test
    void modeSaysWhereApplicationsRun() throws Exception {
        configuration.validate();
        assertThat(configuration.target()).isInstanceOf(EmbeddedTarget.class);
        configuration.setMode("managed");
        configuration.validate();
        assertThat(configuration.target()).isInstanceOf(ManagedTarget.class);
        configuration.setMode("remote");
        configuration.setDeploymentsDirectory("deployments");
        configuration.setUrl("http://127.0.0.1:8080/");
        configuration.validate();
        assertThat(configuration.target()).isInstanceOf(FolderTarget.class);
    }

    @Test
    void modesAreThree() {
        assertThatThrownBy(() -> configuration.setMode("domain"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mode is domain, but must be embedded, managed or remote");
    }

    @Test
    void remoteServerMustBeSaidToBeSomewhere() {
        configuration.setMode("remote");
        refused("mode remote wants a deploymentsDirectory and a url");
    }

    @Test
    void tlsIsForTheEmbeddedOne() {
        configuration.setMode("managed");
        configuration.setKeyStore("server.p12");
        refused("keyStore is for mode embedded only");
    }

    @Test
    void timeoutIsASecondOrMore() {
        configuration.setTimeoutSeconds(0);
        refused("timeoutSeconds is 0, but must be 1 or more");
    }

    @Test
    void usersFileMustBeThere() {
        configuration.setUsersFile("no/such/file");
        refused("no/such/file: no such file");
    }

    private void refused(String message) {
        assertThatThrownBy(configuration::validate)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }
}
