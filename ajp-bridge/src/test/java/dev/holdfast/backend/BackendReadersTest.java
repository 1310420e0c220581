package dev.holdfast.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.Remark;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BackendReadersTest {
    private static final String SERVER = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Server port="8005" shutdown="SHUTDOWN">
              <Service name="Catalina">
                <Executor name="pool" maxThreads="${threads}" namePrefix="x"/>
                <!-- comment -->
                <Connector port="${http.port:-8080}" connectionTimeout="20000"
                           maxParameterCount="1000"/>
                <Connector protocol="AJP/1.3" port="8009" secretRequired="nope"
                           executor="pool" maxThreads="7"/>
                <Connector port="8443" SSLEnabled="true" executor="none" keepAliveTimeout="-1">
                  <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"
                                   keepAliveTimeout="5000"/>
                  <UpgradeProtocol className="example.Other"/>
                </Connector>
                <Connector protocol="org.apache.coyote.ajp.AjpProtocol" port="8010"/>
                <Engine name="Catalina" jvmRoute="node1">
                  <Host name="localhost">
                    <Valve className="org.apache.catalina.valves.SemaphoreValve"/>
                  </Host>
                </Engine>
              </Service>
              <GlobalNamingResources>
                <Resource name="jdbc/shop" type="javax.sql.DataSource" maxTotal="40" url="jdbc:h2:mem:shop"/>
                <Resource name="jdbc/other" type="javax.sql.DataSource"
                          factory="org.apache.tomcat.jdbc.pool.DataSourceFactory" maxTotal="1"/>
                <Resource name="UserDatabase" type="org.apache.catalina.UserDatabase"/>
              </GlobalNamingResources>
            </Server>
            """;

    private static final String STANDALONE = """
            <server xmlns="urn:jboss:domain:20.0">
              <profile>
                <subsystem xmlns="urn:jboss:domain:io:4.0">
                  <worker name="default" task-max-threads="50"/>
                </subsystem>
                <subsystem xmlns="urn:jboss:domain:undertow:14.0">
                  <server name="default-server">
                    <ajp-listener name="ajp" socket-binding="ajp" max-connections="100"/>
                    <http-listener name="default" socket-binding="http" no-request-timeout="30000" enable-http2="true"/>
                    <https-listener name="tls" socket-binding="gone" worker="other"/>
                    <host name="default-host">
                      <access-log pattern="%h %D"/>
                      <filter-ref name="secret"/>
                      <filter-ref name="sometimes" predicate="path('/x')"/>
                    </host>
                  </server>
                  <server name="other">
                    <host name="a"><filter-ref name="secret"/></host>
                    <host name="b"/>
                  </server>
                  <server name="empty"/>
                  <filters>
                    <expression-filter name="nobody" expression="response-code(404)"/>
                    <expression-filter name="sometimes" expression="response-code(405)"/>
                    <expression-filter name="secret" expression="not equals(%{r,secret}, 's') -> response-code(403)"/>
                  </filters>
                </subsystem>
              </profile>
              <interfaces>
                <interface name="public"><inet-address value="${jboss.bind.address:127.0.0.1}"/></interface>
                <interface name="unsure"><inet-address value="${no.such.property}"/></interface>
                <interface name="open"><any-address/></interface>
              </interfaces>
              <socket-binding-group name="g" default-interface="public" port-offset="${jboss.socket.binding.port-offset:0}">
                <socket-binding name="ajp" port="${jboss.ajp.port:8009}"/>
                <socket-binding name="http" interface="open" port="${jboss.http.port,other:${env.P:8080}}" fixed-port="true"/>
              </socket-binding-group>
            </server>
            """;

    private static BackendConfiguration.Tomcat tomcat() {
        return ServerXmlReader.read("server.xml", SERVER, Map.of("threads", "80"));
    }

    private static BackendConfiguration.WildFly wildFly(Map<String, String> properties) {
        return StandaloneXmlReader.read("standalone.xml", STANDALONE, properties);
    }

    @Test
    void connectorsHaveTomcatsDefaults() {
        TomcatConnector http = tomcat().connectors().get(0);
        assertThat(http.ajp()).isFalse();
        assertThat(http.service()).isEqualTo("Catalina");
        assertThat(http.settings().get(TomcatConnector.PORT)).hasToString("8080 (server.xml:6)");
        assertThat(http.value(TomcatConnector.CONNECTION_TIMEOUT)).isEqualTo(20_000);
        assertThat(http.settings().get(TomcatConnector.KEEP_ALIVE_TIMEOUT))
                .hasToString("20000 (default from connectionTimeout)");
        assertThat(http.value(TomcatConnector.MAX_THREADS)).isEqualTo(200);
        assertThat(http.value(TomcatConnector.MAX_CONNECTIONS)).isEqualTo(8192);
        assertThat(http.value(TomcatConnector.ACCEPT_COUNT)).isEqualTo(100);
        assertThat(http.value(TomcatConnector.ADDRESS)).isEmpty();
    }

    @Test
    void ajpConnectorsWaitForeverAndTakeTheExecutorsThreads() {
        TomcatConnector ajp = tomcat().connectors().get(1);
        assertThat(ajp.ajp()).isTrue();
        assertThat(ajp.value(TomcatConnector.CONNECTION_TIMEOUT)).isEqualTo(-1);
        assertThat(ajp.value(TomcatConnector.KEEP_ALIVE_TIMEOUT)).isEqualTo(-1);
        assertThat(ajp.value(TomcatConnector.ADDRESS)).contains("localhost");
        assertThat(ajp.settings().get(TomcatConnector.MAX_THREADS)).hasToString("80 (server.xml:4)");
        assertThat(ajp.settings().get(TomcatConnector.MIN_SPARE_THREADS)).hasToString("25 (default from Executor)");
        assertThat(ajp.value(TomcatConnector.SECRET_REQUIRED)).isFalse();
    }

    @Test
    void whatIsNotLookedAtIsRemarked() {
        assertThat(tomcat().remarks())
                .extracting(Remark::toString)
                .containsExactly(
                        "server.xml:6: Connector maxParameterCount: is not looked at (UNSUPPORTED)",
                        "server.xml:8: Connector: secretRequired: \"nope\" is read as false (ADJUSTED)",
                        "server.xml:10: Connector executor: there is no Executor \"none\" above; the connector has threads of its own (IGNORED)",
                        "server.xml:13: UpgradeProtocol: is not looked at (UNSUPPORTED)");
        assertThat(tomcat().connectors().get(2).value(TomcatConnector.KEEP_ALIVE_TIMEOUT))
                .isEqualTo(-1);
    }

    @Test
    void dataSourcesOfApplicationsAreRead() {
        BackendConfiguration.Tomcat tomcat = ServerXmlReader.read("server.xml", """
                <Server>
                  <Service>
                    <Engine>
                      <DefaultContext>
                        <Resource name="jdbc/all" type="javax.sql.DataSource" maxTotal="1"/>
                      </DefaultContext>
                      <Host>
                        <Context path="/shop">
                          <Resource name="jdbc/shop" type="javax.sql.DataSource" maxTotal="2"/>
                          <Resource name="mail" type="jakarta.mail.Session"/>
                        </Context>
                        <DefaultContext>
                          <Resource name="jdbc/host" type="javax.sql.DataSource"/>
                        </DefaultContext>
                      </Host>
                    </Engine>
                  </Service>
                  <GlobalNamingResources>
                    <Resource name="jdbc/global" type="javax.sql.DataSource" maxTotal="3"/>
                  </GlobalNamingResources>
                </Server>
                """, Map.of());
        assertThat(tomcat.dataSources())
                .extracting(source -> source.name() + " " + source.settings().get(TomcatDataSource.MAX_TOTAL))
                .containsExactlyInAnyOrder(
                        "jdbc/global 3 (server.xml:19)",
                        "jdbc/all 1 (server.xml:5)",
                        "jdbc/shop 2 (server.xml:9)",
                        "jdbc/host 8 (default)");
    }

    @Test
    void listenersHaveWildFlysDefaults() {
        BackendConfiguration.WildFly wildFly = wildFly(Map.of("jboss.socket.binding.port-offset", "100"));
        UndertowListener ajp = wildFly.listeners().get(0);
        assertThat(ajp.kind()).isEqualTo(UndertowListener.Kind.AJP);
        assertThat(ajp.server()).isEqualTo("default-server");
        assertThat(ajp.port().orElseThrow()).hasToString("8109 (standalone.xml:35)");
        assertThat(ajp.settings().get(UndertowListener.MAX_CONNECTIONS))
                .hasToString("Optional[100] (standalone.xml:8)");
        assertThat(ajp.value(UndertowListener.NO_REQUEST_TIMEOUT)).isEqualTo(60_000);
        assertThat(ajp.value(UndertowListener.REQUEST_PARSE_TIMEOUT)).isEmpty();
        assertThat(ajp.value(UndertowListener.TCP_BACKLOG)).isEqualTo(10_000);
        UndertowListener http = wildFly.listeners().get(1);
        assertThat(http.port().orElseThrow().value()).isEqualTo(8080);
        assertThat(http.value(UndertowListener.NO_REQUEST_TIMEOUT)).isEqualTo(30_000);
        assertThat(wildFly.listeners().get(2).port()).isEmpty();
        IoWorker worker = wildFly.workers().get(0);
        assertThat(worker.settings().value(IoWorker.TASK_MAX_THREADS)).contains(50);
        assertThat(worker.settings().value(IoWorker.IO_THREADS)).isEmpty();
        assertThat(wildFly.remarks())
                .extracting(Remark::toString)
                .containsExactly(
                        "standalone.xml:31: inet-address value: has an expression whose value is not known here (SKIPPED)",
                        "standalone.xml:9: http-listener enable-http2: is not looked at (UNSUPPORTED)",
                        "standalone.xml:10: https-listener: there is no socket binding \"gone\" in the file (IGNORED)",
                        "standalone.xml:10: https-listener: there is no worker \"other\" in the file (IGNORED)");
    }

    @Test
    void listenersHaveTheAddressOfTheirInterface() {
        BackendConfiguration.WildFly wildFly = wildFly(Map.of());
        assertThat(wildFly.listeners().get(0).address()).contains("127.0.0.1");
        assertThat(wildFly.listeners().get(1).address()).contains("0.0.0.0");
        assertThat(wildFly.listeners().get(2).address()).isEmpty();
        assertThat(wildFly(Map.of("jboss.bind.address", "::"))
                        .listeners()
                        .get(0)
                        .address())
                .contains("::");
    }

    @Test
    void tomcatsAccessLogsAreThere() {
        BackendConfiguration.Tomcat tomcat = ServerXmlReader.read("server.xml", """
                <Server><Service name="Catalina"><Engine name="Catalina" defaultHost="localhost">
                  <Host name="localhost">
                    <Valve className="org.apache.catalina.valves.AccessLogValve" directory="logs"
                        prefix="localhost_access_log" suffix=".txt" pattern="%h %l %u %t &quot;%r&quot; %s %b %D"/>
                    <Valve className="org.apache.catalina.valves.RemoteIpValve"/>
                  </Host>
                </Engine></Service></Server>
                """, Map.of());
        assertThat(tomcat.valves()).containsExactly("AccessLogValve", "RemoteIpValve");
        assertThat(tomcat.accessLogs()).singleElement().satisfies(log -> {
            assertThat(log.pattern().value()).isEqualTo("%h %l %u %t \"%r\" %s %b %D");
            assertThat(log.writes("localhost_access_log.2026-11-28.txt")).isTrue();
            assertThat(log.writes("localhost_access_log.2026-11-28.txt.gz")).isTrue();
            assertThat(log.writes("catalina.out")).isFalse();
        });
    }

    @Test
    void undertowsLogsAndFiltersAreThere() {
        BackendConfiguration.WildFly wildFly = wildFly(Map.of());
        assertThat(wildFly.accessLogs()).singleElement().satisfies(log -> {
            assertThat(log.pattern()).hasToString("%h %D (standalone.xml:12)");
            assertThat(log.writes("access_log.log")).isTrue();
            assertThat(log.writes("access_log.2026-11-28.log")).isTrue();
            assertThat(log.writes("server.log")).isFalse();
        });
        assertThat(wildFly.servers())
                .extracting(UndertowServer::name)
                .containsExactly("default-server", "other", "empty");
        assertThat(wildFly.server(wildFly.listeners().get(0)).orElseThrow().expressionFilters())
                .singleElement()
                .asString()
                .contains("%{r,secret}");
        assertThat(wildFly.servers().get(1).expressionFilters()).isEmpty();
        assertThat(wildFly.servers().get(2).expressionFilters()).isEmpty();
        assertThat(wildFly.instanceId()).isEmpty();
    }

    @Test
    void whatTomcatHasBesideConnectorsIsThere() {
        BackendConfiguration.Tomcat tomcat = tomcat();
        assertThat(tomcat.valves()).containsExactly("SemaphoreValve");
        assertThat(tomcat.dataSources()).singleElement().satisfies(pool -> {
            assertThat(pool.name()).isEqualTo("jdbc/shop");
            assertThat(pool.value(TomcatDataSource.MAX_TOTAL)).isEqualTo(40);
            assertThat(pool.value(TomcatDataSource.MAX_WAIT_MILLIS)).isEqualTo(-1);
        });
        assertThat(tomcat.connectors().get(0).http2()).isEmpty();
        assertThat(tomcat.connectors().get(2).http2().orElseThrow().value(TomcatConnector.HTTP2_KEEP_ALIVE_TIMEOUT))
                .isEqualTo(5000);
        assertThat(tomcat.connectors().get(0).jvmRoute().orElseThrow()).hasToString("node1 (server.xml:16)");
        assertThat(tomcat.connectors())
                .extracting(TomcatConnector::isBlocking)
                .containsExactly(false, false, false, true);
    }

    @Test
    void whatHasANumberWithoutValueIsLeftOut() {
        BackendConfiguration.Tomcat tomcat = ServerXmlReader.read("f", """
                <Server>
                  <GlobalNamingResources>
                    <Resource type="javax.sql.DataSource" name="a" maxTotal="${db}"/>
                  </GlobalNamingResources>
                  <Service>
                    <Executor name="e" maxThreads="${t}"/>
                    <Connector port="${p}" maxThreads="7" secret="${s}"/>
                    <Connector port="81" acceptCount="${a}" secretRequired="${r}"/>
                    <Connector port="82" executor="e"/>
                    <Connector port="83">
                      <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol" keepAliveTimeout="${k}"/>
                    </Connector>
                    <Connector port="84" maxThreads="${t:-8}"/>
                    <Executor name="known" maxThreads="9"/>
                    <Connector port="85" maxThreads="${t}" executor="known"/>
                  </Service>
                </Server>
                """, Map.of());
        assertThat(tomcat.connectors())
                .extracting(connector ->
                        connector.value(TomcatConnector.PORT) + " " + connector.value(TomcatConnector.MAX_THREADS))
                .containsExactly("0 7", "84 8", "85 9");
        assertThat(tomcat.connectors().get(0).value(TomcatConnector.SECRET)).contains("${s}");
        assertThat(tomcat.dataSources()).isEmpty();
        assertThat(tomcat.remarks())
                .filteredOn(remark -> remark.kind() == Remark.Kind.SKIPPED)
                .extracting(remark -> remark.origin() + " " + remark.directive() + " " + remark.why())
                .containsExactlyInAnyOrder(
                        "f:3 Resource is left out, since there is no value here for maxTotal=${db}",
                        "f:6 Executor is left out, since there is no value here for maxThreads=${t}",
                        "f:7 Connector port there is no value here for ${p}",
                        "f:8 Connector is left out, since there is no value here for acceptCount=${a},"
                                + " secretRequired=${r}",
                        "f:9 Connector is left out, since there is no value here for the numbers of Executor e",
                        "f:10 Connector is left out, since there is no value here for keepAliveTimeout=${k}",
                        "f:15 Connector maxThreads there is no value here for ${t}");
    }

    @Test
    void aProtocolOrExecutorWithoutValueIsNotTheDefault() {
        BackendConfiguration.Tomcat tomcat = ServerXmlReader.read("f", """
                <Server>
                  <Service>
                    <Connector port="1" protocol="${p}"/>
                    <Connector port="2" executor="${e}"/>
                    <Connector port="3" protocol="${p:-AJP/1.3}"/>
                  </Service>
                </Server>
                """, Map.of());
        assertThat(tomcat.connectors())
                .singleElement()
                .satisfies(connector -> assertThat(connector.ajp()).isTrue());
        assertThat(tomcat.remarks())
                .extracting(remark -> remark.origin() + " " + remark.why())
                .containsExactly(
                        "f:3 is left out, since there is no value here for protocol=${p}",
                        "f:4 is left out, since there is no value here for executor=${e}");
    }

    @Test
    void expressionsTakeTheFirstNameThatHasAValue() {
        assertThat(wildFly(Map.of("other", "1"))
                        .listeners()
                        .get(1)
                        .port()
                        .orElseThrow()
                        .value())
                .isEqualTo(1);
        assertThat(wildFly(Map.of("env.P", "2"))
                        .listeners()
                        .get(1)
                        .port()
                        .orElseThrow()
                        .value())
                .isEqualTo(2);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("<Host/>", "f:1: the root element must be <Server>: <Host>"),
                Arguments.of(
                        "<Server><Service>\n<Connector port='x'/></Service></Server>",
                        "f:2: port must be a whole number: \"x\""),
                Arguments.of(
                        "<Server><Service>\n<Connector port='${p'/></Service></Server>",
                        "f:2: port must be a whole number: \"${p\""),
                Arguments.of(
                        "<!DOCTYPE Server [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<Server/>",
                        "f:1: a document type definition is not allowed"),
                Arguments.of("<a>".repeat(100), "f:1: more than 200000 elements, or more than 64 in each other"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedFilesAreRefused(String text, String message) {
        assertThatThrownBy(() -> ServerXmlReader.read("f", text, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void textThatIsNoXmlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> ServerXmlReader.read("f", "<Server>\n<Service></Server>", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("f:2: is not well-formed XML: ");
        assertThatThrownBy(() -> ServerXmlReader.read("f", "", Map.of()))
                .hasMessageContaining("is not well-formed XML: ");
        assertThatThrownBy(() -> StandaloneXmlReader.read("f", "<domain/>", Map.of()))
                .hasMessage("f:1: the root element must be <server>: <domain>");
        assertThatThrownBy(() -> StandaloneXmlReader.read(
                        "f", "<server><socket-binding-group port-offset='${x}'/></server>", Map.of()))
                .hasMessage("f:1: the expression ${x} has neither value nor default");
        assertThatThrownBy(() -> StandaloneXmlReader.read(
                        "f", "<server><socket-binding-group port-offset='many'/></server>", Map.of()))
                .hasMessage("f:1: socket-binding-group port-offset must be a port number: \"many\"");
    }
}
