package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.deploy.app.NamingServlet;
import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.server.naming.DataSources;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("BanJNDI") // It is what is tested.
final class NamingIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        Path jar = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        server = new TestServer(
                directory.resolve("work"),
                DataSources.of(List.of(new DataSourceSettings(
                        "jdbc/shop", "jdbc:h2:mem:shop", "sa", "", jar, 1, Duration.ofSeconds(10)))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.String, text, String text",
        "java.lang.Integer, 7, Integer 7",
        "java.lang.Long, 8, Long 8",
        "java.lang.Short, 9, Short 9",
        "java.lang.Byte, 10, Byte 10",
        "java.lang.Double, 1.5, Double 1.5",
        "java.lang.Float, 2.5, Float 2.5",
        "java.lang.Boolean, true, Boolean true",
        "java.lang.Character, c, Character c",
        "java.lang.Class, java.lang.Void, Class class java.lang.Void",
        "java.util.concurrent.TimeUnit, DAYS, TimeUnit DAYS",
    })
    void entryIsFoundByItsName(String type, String value, String found) throws Exception {
        deploy(entry(type, value));
        assertThat(name("java:comp/env/a/b")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({"java.lang.Integer, seven", "java.lang.Character, cc", "java.util.concurrent.TimeUnit, YEARS"})
    void valueThatIsNotOfItsTypeFailsTheDeployment(String type, String value) {
        assertThatThrownBy(() -> deploy(entry(type, value)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("'" + value + "' is not a value of " + type + ", which the <env-entry> a/b has")
                .hasMessageContaining("WEB-INF/web.xml line ");
    }

    private static String entry(String type, String value) {
        return "<env-entry><env-entry-name>a/b</env-entry-name><env-entry-type>" + type
                + "</env-entry-type>\n<env-entry-value>" + value + "</env-entry-value></env-entry>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java:comp/env/jdbc/shop",
                "java:jboss/datasources/jdbc/shop",
                "java:/jdbc/shop",
                "java:comp/env/jdbc/alias"
            })
    void dataSourceIsFoundWhereverAnotherServerHasIt(String name) throws Exception {
        deploy("<resource-ref><res-ref-name>jdbc/alias</res-ref-name><res-type>javax.sql.DataSource</res-type>"
                + "<lookup-name>java:jboss/datasources/jdbc/shop</lookup-name></resource-ref>");
        assertThat(query(name, "select 6 * 7")).isEqualTo("42");
    }

    @Test
    void connectionsGoBackAndLastLongerThanTheApplication() throws Exception {
        deploy("");
        query("java:/jdbc/shop", "select * from final table (insert into information_schema.none values (1))");
        for (int i = 0; i < 5; i++) {
            assertThat(query("java:/jdbc/shop", "select session_id()"))
                    .isEqualTo(query("java:/jdbc/shop", "select session_id()"));
        }
        String session = query("java:/jdbc/shop", "select session_id()");
        server.applications().undeploy("/app");
        deploy("");
        assertThat(query("java:/jdbc/shop", "select session_id()")).isEqualTo(session);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        deploy(
                "<resource-ref><res-ref-name>jdbc/other</res-ref-name><res-type>javax.sql.DataSource</res-type></resource-ref>"
                        + "<ejb-ref><ejb-ref-name>ejb/x</ejb-ref-name><ejb-ref-type>Session</ejb-ref-type><remote>x.Y</remote></ejb-ref>");
        assertThat(name("java:comp/env/jdbc/other")).isEqualTo("NameNotFoundException");
        assertThat(name("java:comp/env/ejb/x")).isEqualTo("NameNotFoundException");
        assertThat(name("jdbc/shop")).isEqualTo("NameNotFoundException");
    }

    @Test
    void environmentIsThereWithNothingInIt() throws Exception {
        try (TestServer empty = new TestServer(directory.resolve("empty"))) {
            empty.deploy(new War().classes(NamingServlet.class).write(directory, "e.war"));

            assertThat(empty.get("/e/name?of=java:comp/env").body()).contains("ImmutableContext");
            assertThat(empty.get("/e/name?of=java:comp/env/none").body()).isEqualTo("NameNotFoundException");
            assertThat(empty.get("/e/name?of=java:comp/none").body()).isEqualTo("NameNotFoundException");
        }
    }

    /** Hibernate asks for how names are read before it looks for a data source. */
    @Test
    void nameIsReadByTheInitialContext() throws Exception {
        deploy("");
        assertThat(server.get("/app/name?parsed=java:comp/env/a").body()).isEqualTo("java:comp/env/a of 3 parts");
    }

    @Test
    void namesAreTheApplicationsOwn() throws Exception {
        deploy(entry("java.lang.String", "text"));
        assertThatThrownBy(() -> InitialContext.doLookup("java:comp/env/a/b")).isInstanceOf(NamingException.class);
    }

    private void deploy(String webXml) throws Exception {
        server.deploy(new War().webXml(webXml).classes(NamingServlet.class).write(directory, "app.war"));
    }

    private String name(String name) throws Exception {
        return server.get("/app/name?of=" + name).body();
    }

    private String query(String name, String sql) throws Exception {
        return server.get("/app/name?of=" + name + "&sql=" + URLEncoder.encode(sql, StandardCharsets.UTF_8))
                .body();
    }
}
