package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.ajp.AjpConnectorSettings;
import dev.holdfast.ajp.AjpLimits;
import dev.holdfast.ajp.AjpMode;
import dev.holdfast.ajp.AjpOverload;
import dev.holdfast.ajp.AjpThreads;
import dev.holdfast.ajp.FrontTrust;
import dev.holdfast.ajp13.AjpServerTimeouts;
import dev.holdfast.connector.HttpConnectorSettings;
import dev.holdfast.connector.KeepAliveHeader;
import dev.holdfast.connector.KeepAlivePolicyKind;
import dev.holdfast.connector.WorkerModel;
import dev.holdfast.server.AdminSettings;
import dev.holdfast.server.AjpSettings;
import dev.holdfast.server.HttpSettings;
import dev.holdfast.server.cli.Configuration.OptionValue;
import dev.holdfast.server.naming.DataSourceSettings;
import dev.holdfast.settings.ConfigurationException;
import dev.holdfast.words.FrontKey;
import dev.holdfast.words.GatewayKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {
    private static final Set<Key> ALL = EnumSet.allOf(Key.class);

    @TempDir
    Path directory;

    @Test
    void nothingGivenIsTheDefaultOfEverything() throws Exception {
        Configuration configuration = sets();
        assertThat(configuration.http(HttpSettings.DEFAULTS)).isEqualTo(HttpSettings.DEFAULTS);
        assertThat(configuration.ajp()).contains(AjpSettings.DEFAULTS);
        assertThat(configuration.admin()).contains(AdminSettings.DEFAULTS);
    }

    @Test
    void everyHttpKeyReachesItsSetting() throws Exception {
        HttpSettings http = sets(
                        "http.address=localhost",
                        "http.port=81",
                        "http.acceptCount=7",
                        "http.connectionTimeout=2500ms",
                        "http.keepAliveTimeout=1500ms",
                        "http.bodyReadTimeout=3s",
                        "http.minRequestDataRate=1",
                        "http.writeTimeout=4s",
                        "http.minResponseDataRate=2",
                        "http.lingerTimeout=0s",
                        "http.maxConnectionAge=1h",
                        "http.keepAlive=false",
                        "http.maxKeepAliveRequests=5",
                        "http.apacheCompatible=true",
                        "http.restrictedUserAgents=.*MSIE.*",
                        "http.keepAlivePolicy=pressure",
                        "http.minKeepAliveTimeout=300ms",
                        "http.setupCost=2s",
                        "http.keepAliveHeader=always",
                        "http.h2c=true",
                        "http.proxyProtocol=true",
                        "http.maxConnections=10",
                        "http.maxConnectionsPerAddress=3",
                        "http.workerModel=event",
                        "http.maxRequestWorkers=12",
                        "http.virtualThreads=false",
                        "http.maxRequestLineSize=100",
                        "http.maxHttpRequestHeaderSize=200",
                        "http.maxHeaderCount=9",
                        "http.maxEntitySize=-1")
                .http(HttpSettings.DEFAULTS);
        assertThat(http)
                .isEqualTo(new HttpSettings(
                        "localhost",
                        81,
                        7,
                        HttpConnectorSettings.builder()
                                .connectionTimeout(Duration.ofMillis(2500))
                                .keepAliveTimeout(Duration.ofMillis(1500))
                                .bodyReadTimeout(Duration.ofSeconds(3))
                                .minRequestDataRate(1)
                                .writeTimeout(Duration.ofSeconds(4))
                                .minResponseDataRate(2)
                                .lingerTimeout(Duration.ZERO)
                                .maxConnectionAge(Duration.ofHours(1))
                                .keepAlive(false)
                                .maxKeepAliveRequests(5)
                                .apacheCompatible(true)
                                .restrictedUserAgents(".*MSIE.*")
                                .keepAlivePolicy(KeepAlivePolicyKind.PRESSURE)
                                .minKeepAliveTimeout(Duration.ofMillis(300))
                                .setupCost(Duration.ofSeconds(2))
                                .keepAliveHeader(KeepAliveHeader.ALWAYS)
                                .maxRequestLineSize(100)
                                .maxHttpRequestHeaderSize(200)
                                .maxHeaderCount(9)
                                .maxEntitySize(-1)
                                .h2c(true)
                                .proxyProtocol(true)
                                .maxConnections(10)
                                .maxConnectionsPerAddress(3)
                                .maxRequestWorkers(12)
                                .build()));
    }

    @Test
    void connectionsKeepThreadsWhereWanted() throws Exception {
        assertThat(sets("http.workerModel=worker")
                        .http(HttpSettings.DEFAULTS)
                        .connection()
                        .workers()
                        .model())
                .isEqualTo(WorkerModel.WORKER);
    }

    @Test
    void keepAliveTimeoutFollowsConnectionTimeoutUnlessGiven() throws Exception {
        assertThat(sets("http.connectionTimeout=3s")
                        .http(HttpSettings.DEFAULTS)
                        .connection()
                        .timeouts()
                        .keepAliveTimeout())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void fileIsOverriddenBySetAndSetByOption() throws Exception {
        Path file = file("http.port=1\nhttp.acceptCount=1\nhttp.maxHeaderCount=1\n");
        HttpSettings http = Configuration.read(
                        ALL,
                        file,
                        Map.of(),
                        List.of("http.port=2", "http.acceptCount=2"),
                        Map.of("--http", new OptionValue("http.port", "3")))
                .http(HttpSettings.DEFAULTS);
        assertThat(http.port()).isEqualTo(3);
        assertThat(http.acceptCount()).isEqualTo(2);
        assertThat(http.connection().limits().maxHeaderCount()).isEqualTo(1);
    }

    @Test
    void listenersOtherThanHttpCanBeTurnedOff() throws Exception {
        Configuration configuration = sets("ajp.port=off", "admin.port=off");
        assertThat(configuration.ajp()).isEmpty();
        assertThat(configuration.admin()).isEmpty();
        assertThatThrownBy(() -> sets("http.port=off").http(HttpSettings.DEFAULTS))
                .hasMessage("--set: http.port is \"off\", but must be a port from 0 (any free one) to 65535");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port=65536 | http.port is \"65536\", but must be a port from 0 (any free one) to 65535",
                "http.port=-1 | http.port is \"-1\", but must be a port from 0 (any free one) to 65535",
                "http.acceptCount=0 | http.acceptCount is 0, but must be 1 or more",
                "http.acceptCount=4294967297 | http.acceptCount is \"4294967297\", but must be a whole number up to 2147483647",
                "http.maxKeepAliveRequests=0 | http.maxKeepAliveRequests is 0, but must be 1 or more, or -1 for no limit",
                "http.keepAliveTimeout=20 | http.keepAliveTimeout is \"20\", but must be a duration such as 1500ms, 5s, 2m or PT5S",
                "http.address= | http.address is \"\", but must be not empty",
            })
    void illegalValueIsNamedWithItsLegalOnes(String set, String message) {
        assertThatThrownBy(() -> sets(set).http(HttpSettings.DEFAULTS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set: " + message);
    }

    @Test
    void illegalValueInTheFileIsNamedWithItsLine() throws Exception {
        Path file = file("# comment\n\nhttp.port = 80\nhttp.keepAliveTimeout = soon\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of())
                        .http(HttpSettings.DEFAULTS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        file
                                + ":4: http.keepAliveTimeout is \"soon\", but must be a duration such as 1500ms, 5s, 2m or PT5S");
    }

    @Test
    void rangeErrorInTheFileIsNamedWithItsLine() throws Exception {
        Path file = file("http.maxRequestLineSize=100\nhttp.maxHttpRequestHeaderSize=99\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of())
                        .http(HttpSettings.DEFAULTS))
                .hasMessage(
                        file
                                + ":2: http.maxHttpRequestHeaderSize is 99, but must be at least the maxRequestLineSize of 100 bytes");
    }

    @Test
    void unknownKeyIsNamedWithItsLineAndTheNearestLegalKey() throws Exception {
        Path file = file("http.port=1\nhttp.keepalivetimout=5s\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":2: unknown key http.keepalivetimout; did you mean http.keepAliveTimeout?");
    }

    @Test
    void keyOfAListenerTheCommandDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Configuration.read(Key.ofHttp(), null, Map.of(), List.of("ajp.port=1"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set: unknown key ajp.port; did you mean http.port?");
    }

    @Test
    void setWithoutAValueIsRefused() {
        assertThatThrownBy(() -> sets("http.port"))
                .hasMessage("--set http.port: must be key=value, such as http.keepAliveTimeout=5s");
    }

    @Test
    void illegalOptionIsNamedAsTheOption() {
        assertThatThrownBy(() -> Configuration.read(
                                ALL, null, Map.of(), List.of(), Map.of("--ajp", new OptionValue("ajp.port", "x")))
                        .ajp())
                .hasMessage("--ajp: ajp.port is \"x\", but must be a port from 0 (any free one) to 65535, or off");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("nowhere.properties");
        assertThatThrownBy(() -> Configuration.read(ALL, missing, Map.of(), List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(missing + ": no such file");
    }

    @Test
    void brokenEscapeInTheFileIsOneClearLine() throws Exception {
        Path file = file("http.address=\\u12x\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":1: not a properties file: ");
    }

    @Test
    void keyThatIsThereTwiceIsNamedWithBothLines() throws Exception {
        Path file = file("http.port=1\n# mine\nhttp.port=2\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":3: http.port is on line 1 already");
    }

    @Test
    void environmentIsBetweenTheFileAndSet() throws Exception {
        Path file = file("http.port=1\nhttp.acceptCount=1\nhttp.maxHeaderCount=1\n");
        HttpSettings http = Configuration.read(
                        ALL,
                        file,
                        Map.of(
                                "HOLDFAST_HTTP_ACCEPTCOUNT", "2",
                                "HOLDFAST_HTTP_MAXHEADERCOUNT", "2",
                                "HOLDFAST_PORT", "tcp://10.0.0.1:80",
                                "PATH", "/bin"),
                        List.of("http.maxHeaderCount=3"),
                        Map.of())
                .http(HttpSettings.DEFAULTS);
        assertThat(http.port()).isEqualTo(1);
        assertThat(http.acceptCount()).isEqualTo(2);
        assertThat(http.connection().limits().maxHeaderCount()).isEqualTo(3);
    }

    @Test
    void variableThatIsNoKeyIsNamedWithTheNearest() {
        assertThatThrownBy(() -> environment(ALL, "HOLDFAST_HTTP_PROT", "1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment: unknown key HOLDFAST_HTTP_PROT; did you mean HOLDFAST_HTTP_PORT?");
    }

    @Test
    void illegalValueIsNamedWithItsVariable() {
        assertThatThrownBy(() -> environment(ALL, "HOLDFAST_HTTP_PORT", "x").http(HttpSettings.DEFAULTS))
                .hasMessage("environment variable HOLDFAST_HTTP_PORT: http.port is \"x\", but must be "
                        + Configuration.LEGAL_PORT);
    }

    @Test
    void variableForAnotherCommandIsLetBe() throws Exception {
        assertThat(environment(Key.ofHttp(), "HOLDFAST_AJP_PORT", "x")
                        .http(HttpSettings.DEFAULTS.withPort(9))
                        .port())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "HOLDFAST_ADMIN_PORT, tcp://10.0.0.1:80",
        "HOLDFAST_ADMIN_SERVICE_HOST, 10.0.0.1",
        "HOLDFAST_ADMIN_SERVICE_PORT, 80",
        "HOLDFAST_ADMIN_SERVICE_PORT_WEB, 80",
        "HOLDFAST_ADMIN_PORT_80_TCP, tcp://10.0.0.1:80",
        "HOLDFAST_ADMIN_PORT_80_TCP_PROTO, tcp",
        "HOLDFAST_ADMIN_PORT_80_TCP_PORT, 80",
        "HOLDFAST_ADMIN_PORT_80_TCP_ADDR, 10.0.0.1",
        "HOLDFAST_DATASOURCES_PORT, udp://10.0.0.1:80",
    })
    void whatKubernetesSaysOfServicesIsNoSetting(String name, String value) throws Exception {
        Configuration configuration = environment(ALL, name, value);
        assertThat(configuration.admin()).contains(AdminSettings.DEFAULTS);
        assertThat(configuration.dataSources()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "HOLDFAST_POOL_KIND, pool.kind",
        "HOLDFAST_POOL_CONNECTION_POOL_SIZE, pool.connection_pool_size",
        "HOLDFAST_POOL_JKWATCHDOGINTERVAL, pool.JkWatchdogInterval",
        "HOLDFAST_BACK_FIREWALLIDLE, back.firewallIdle",
        "HOLDFAST_BALANCER_LBMETHOD, balancer.lbmethod",
        "HOLDFAST_FRONT_MAXREQUESTWORKERS, front.maxRequestWorkers",
        "HOLDFAST_MEMBERS_A_URI, members.a.uri",
        "HOLDFAST_MEMBERS_NODE_1_HOT_STANDBY, members.node_1.hot_standby",
    })
    void theGatewaysKeysAreInTheEnvironmentToo(String name, String key) throws Exception {
        Configuration configuration = environment(Key.ofHttp(), name, "1");
        assertThat(configuration.isGiven(key)).isTrue();
        assertThat(configuration.place(key)).isEqualTo("environment variable " + name);
        assertThat(environment(ALL, name, "1").isGiven(key)).isFalse();
    }

    @Test
    void noTwoKeysHaveOneVariable() {
        List<String> keys = Stream.of(Key.values(), GatewayKey.values(), FrontKey.values())
                .flatMap(Arrays::stream)
                .map(key -> key.toString().replace('.', '_').toUpperCase(Locale.ROOT))
                .toList();
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void variableOfAMemberIsOfTheOneThatIsNamedElsewhere() throws Exception {
        Map<String, String> factor = Map.of("HOLDFAST_MEMBERS_NODE_1_LBFACTOR", "3");
        assertThat(Configuration.read(Key.ofHttp(), null, factor, List.of("members.Node-1.uri=ajp://a:1"), Map.of())
                        .isGiven("members.Node-1.lbfactor"))
                .isTrue();
        assertThat(Configuration.read(Key.ofHttp(), null, factor, List.of(), Map.of(), Set.of("node-1"))
                        .isGiven("members.node-1.lbfactor"))
                .isTrue();
        assertThatThrownBy(() ->
                        Configuration.read(Key.ofHttp(), null, factor, List.of(), Map.of(), Set.of("node-1", "node_1")))
                .hasMessage("environment variable HOLDFAST_MEMBERS_NODE_1_LBFACTOR: "
                        + "may be of the member node-1 or node_1");
        assertThatThrownBy(() -> environment(Key.ofHttp(), "HOLDFAST_MEMBERS_A_LBFACTR", "1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment: unknown key HOLDFAST_MEMBERS_A_LBFACTR; "
                        + "did you mean HOLDFAST_MEMBERS_A_LBFACTOR?");
        assertThatThrownBy(() -> environment(Key.ofHttp(), "HOLDFAST_BACK_FIREWALL", "1"))
                .hasMessageStartingWith("environment: unknown key HOLDFAST_BACK_FIREWALL; did you mean ");
    }

    private static Configuration environment(Set<Key> legal, String name, String value) throws ConfigurationException {
        return Configuration.read(legal, null, Map.of(name, value), List.of(), Map.of());
    }

    @Test
    void dataSourcesHaveNamesOfTheirOwn() throws Exception {
        assertThat(sets(
                                "datasources.jdbc/shop.url=jdbc:h2:mem:shop",
                                "datasources.jdbc/shop.username=sa",
                                "datasources.jdbc/shop.password=secret",
                                "datasources.jdbc/shop.jar=pom.xml",
                                "datasources.jdbc/shop.maxPoolSize=3",
                                "datasources.jdbc/shop.acquisitionTimeout=2s",
                                "datasources.a.b.url=jdbc:x")
                        .dataSources())
                .containsExactly(
                        new DataSourceSettings(
                                "a.b",
                                "jdbc:x",
                                null,
                                null,
                                null,
                                DataSourceSettings.MAX_POOL_SIZE,
                                DataSourceSettings.ACQUISITION_TIMEOUT),
                        new DataSourceSettings(
                                "jdbc/shop",
                                "jdbc:h2:mem:shop",
                                "sa",
                                "secret",
                                Path.of("pom.xml"),
                                3,
                                Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc/shop, JDBC_SHOP",
        "shop, SHOP",
        "Our.shop, OUR_SHOP",
        "JDBC/my-shop, JDBC_MY_SHOP",
    })
    void dataSourceThatIsNamedElsewhereTakesItsVariables(String name, String variable) throws Exception {
        Path file = file("datasources." + name + ".url=jdbc:x\ndatasources." + name + ".maxPoolSize=5\n");
        Configuration configuration = Configuration.read(
                ALL,
                file,
                Map.of(
                        "HOLDFAST_DATASOURCES_" + variable + "_PASSWORD", " secret ",
                        "HOLDFAST_DATASOURCES_" + variable + "_MAXPOOLSIZE", "6"),
                List.of(),
                Map.of());
        assertThat(configuration.dataSources()).singleElement().satisfies(source -> {
            assertThat(source.name()).isEqualTo(name);
            assertThat(source.password()).isEqualTo(" secret ");
            assertThat(source.maxPoolSize()).isEqualTo(6);
        });
    }

    @ParameterizedTest
    @CsvSource({"SHOP, shop", "JDBC_SHOP, jdbc/shop", "JDBC, jdbc", "A_URL, a_url"})
    void dataSourceThatOnlyTheEnvironmentKnowsHasANameInSmallLetters(String variable, String name) throws Exception {
        assertThat(environment(ALL, "HOLDFAST_DATASOURCES_" + variable + "_URL", "jdbc:x")
                        .dataSources())
                .extracting(DataSourceSettings::name, DataSourceSettings::url)
                .containsExactly(tuple(name, "jdbc:x"));
    }

    @Test
    void variableOfADataSourceThatIsWrongIsNamed() throws Exception {
        assertThatThrownBy(() -> environment(ALL, "HOLDFAST_DATASOURCES_SHOP_ULR", "x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("environment: unknown key HOLDFAST_DATASOURCES_SHOP_ULR; "
                        + "did you mean HOLDFAST_DATASOURCES_SHOP_URL?");
        assertThatThrownBy(() -> environment(ALL, "HOLDFAST_DATASOURCES_URL", "x"))
                .hasMessage("environment: unknown key HOLDFAST_DATASOURCES_URL; "
                        + "did you mean HOLDFAST_DATASOURCES_NAME_URL?");
        assertThatThrownBy(() -> Configuration.read(
                        ALL,
                        null,
                        Map.of("HOLDFAST_DATASOURCES_A_B_PASSWORD", "x"),
                        List.of("datasources.a.b.url=x", "datasources.a/b.url=x"),
                        Map.of()))
                .hasMessage("environment variable HOLDFAST_DATASOURCES_A_B_PASSWORD: "
                        + "may be of the data source a.b or a/b");
        assertThatThrownBy(() -> environment(ALL, "HOLDFAST_DATASOURCES_A_MAXPOOLSIZE", "0")
                        .dataSources())
                .hasMessage("datasources.a has no datasources.a.url");
        assertThat(environment(Key.ofHttp(), "HOLDFAST_DATASOURCES_A_B", "x")).isNotNull();
    }

    @Test
    void blanksOfAPasswordCount() throws Exception {
        assertThat(sets("datasources.a.url= jdbc:x ", "datasources.a.password= a b ")
                        .dataSources())
                .extracting(DataSourceSettings::url, DataSourceSettings::password)
                .containsExactly(tuple("jdbc:x", " a b "));
        Path file = file("datasources.a.url=jdbc:x\ndatasources.a.password=secret \n");
        assertThat(Configuration.read(ALL, file, Map.of(), List.of(), Map.of()).dataSources())
                .extracting(DataSourceSettings::password)
                .containsExactly("secret ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "datasources.shop.ulr=x | --set: unknown key datasources.shop.ulr; did you mean datasources.shop.url?",
                "datasources.url=x | --set: unknown key datasources.url; did you mean datasources.NAME.url?",
                "datasources.shop.username=x | datasources.shop has no datasources.shop.url",
            })
    void whatIsNoDataSourceIsNamed(String set, String message) {
        assertThatThrownBy(() -> sets(set).dataSources()).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "maxPoolSize,0",
        "maxPoolSize,x",
        "acquisitionTimeout,0s",
        "acquisitionTimeout,soon",
        "username,''",
        "jar,missing.jar"
    })
    void illegalValueOfADataSourceIsNamed(String property, String value) {
        assertThatThrownBy(() -> sets("datasources.shop.url=x", "datasources.shop." + property + "=" + value)
                        .dataSources())
                .hasMessageStartingWith("--set: datasources.shop." + property + " is \"" + value + "\", but must be ");
    }

    @Test
    void hostsHaveAliases() throws Exception {
        assertThat(sets("hosts.shop-host=Shop.example.com, www.shop.example.com.", "hosts.blog.example.com=blog")
                        .hosts())
                .isEqualTo(Map.of(
                        "shop-host", Set.of("shop.example.com", "www.shop.example.com"),
                        "blog.example.com", Set.of("blog")));
        assertThat(sets().hosts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts.a=x:80 | --set: hosts.a is \"x:80\", but must be names of hosts without ports, with commas between them",
                "hosts.a=x,, | --set: hosts.a is \"x,,\", but must be names of hosts without ports, with commas between them",
                "hosts.a=b | --set: hosts.a: b is the name, or an alias, of b",
                "hosts.a=y | --set: hosts.b: y is the name, or an alias, of a",
            })
    void whatIsNoAliasIsNamed(String set, String message) {
        assertThatThrownBy(() -> sets("hosts.b=y", set).hosts()).hasMessage(message);
    }

    @Test
    void hostWithoutANameIsNone() {
        assertThatThrownBy(() -> sets("hosts.a:80=x")).hasMessageStartingWith("--set: unknown key hosts.a:80");
    }

    @Test
    void onlyWhatRunsApplicationsHasDataSources() {
        assertThatThrownBy(() ->
                        Configuration.read(Key.ofHttp(), null, Map.of(), List.of("datasources.shop.url=x"), Map.of()))
                .hasMessageStartingWith("--set: unknown key datasources.shop.url");
    }

    @Test
    void yamlIsReadByItsName() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "http:\n  port: 7\n  prot: 8\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of()))
                .hasMessage(file + ":3: unknown key http.prot; did you mean http.port?");
    }

    @Test
    void illegalValueIsRefusedEvenIfAnotherWinsOverIt() throws Exception {
        Path file = file("ajp.port=y\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of("ajp.port=1"), Map.of())
                        .ajp())
                .hasMessageStartingWith(file + ":1: ajp.port is \"y\"");
        assertThatThrownBy(() -> sets("http.port=x", "http.port=1").http(HttpSettings.DEFAULTS))
                .hasMessageStartingWith("--set: http.port is \"x\"");
        assertThatThrownBy(
                        () -> sets("ajp.port=off", "ajp.secretRequired=perhaps").ajp())
                .hasMessageStartingWith("--set: ajp.secretRequired is \"perhaps\"");
    }

    @Test
    void laterSetWins() throws Exception {
        assertThat(sets("http.port=1", "http.port=2")
                        .http(HttpSettings.DEFAULTS)
                        .port())
                .isEqualTo(2);
    }

    @Test
    void linesAreCountedAcrossContinuedOnesAndComments() throws Exception {
        Path file = file("# a comment \\\nhttp.address=local\\\n  host\r\n\nhttp.port=\\\n  x\n");
        assertThatThrownBy(() -> Configuration.read(ALL, file, Map.of(), List.of(), Map.of())
                        .http(HttpSettings.DEFAULTS))
                .hasMessageStartingWith(file + ":5: http.port is \"x\"");
        Path good = file("# a comment \\\nhttp.address=local\\\n  host\r\n");
        assertThat(Configuration.read(ALL, good, Map.of(), List.of(), Map.of())
                        .http(HttpSettings.DEFAULTS)
                        .address())
                .isEqualTo("localhost");
    }

    @Test
    void valuesAreTakenLiterally() throws Exception {
        assertThat(sets("http.address=${user.home}").http(HttpSettings.DEFAULTS).address())
                .isEqualTo("${user.home}");
    }

    @Test
    void ajpOffLoopbackNeedsASecretUnlessNoneIsRequired() throws Exception {
        assertThatThrownBy(() -> sets("ajp.address=0.0.0.0").ajp())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "--set: ajp.address is 0.0.0.0, but must be a loopback address as long as there is no ajp.secret"
                                + " (ajp.secretRequired=false allows it on a network you trust)");
        assertThat(ajp("ajp.address=0.0.0.0", "ajp.secret=s3cret").connection().trust())
                .isEqualTo(new FrontTrust("s3cret", true, null, true));
        assertThat(ajp("ajp.address=0.0.0.0", "ajp.secretRequired=false")
                        .connection()
                        .trust())
                .isEqualTo(new FrontTrust(null, false, null, true));
    }

    private AjpSettings ajp(String... sets) throws Exception {
        return sets(sets).ajp().orElseThrow();
    }

    @Test
    void everyAjpKeyHasItsEffect() throws Exception {
        assertThat(ajp(
                        "ajp.address=localhost",
                        "ajp.port=1",
                        "ajp.acceptCount=2",
                        "ajp.connectionTimeout=3s",
                        "ajp.keepAliveTimeout=4s",
                        "ajp.readTimeout=5s",
                        "ajp.writeTimeout=6s",
                        "ajp.lingerTimeout=7s",
                        "ajp.mode=blocking",
                        "ajp.maxThreads=8",
                        "ajp.overload=close",
                        "ajp.pingOnIoThread=true",
                        "ajp.maxConnections=9",
                        "ajp.packetSize=16384",
                        "ajp.maxHeaderCount=10",
                        "ajp.maxEntitySize=11",
                        "ajp.secret=s",
                        "ajp.secretRequired=false",
                        "ajp.allowedRequestAttributesPattern=X_.*",
                        "ajp.tomcatAuthentication=false"))
                .isEqualTo(new AjpSettings(
                        "localhost",
                        1,
                        2,
                        new AjpConnectorSettings(
                                new AjpServerTimeouts(
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(7)),
                                new AjpThreads(AjpMode.BLOCKING, 8, AjpOverload.CLOSE, true),
                                new AjpLimits(9, 16384, 10, 11),
                                new FrontTrust("s", false, "X_.*", false))));
        assertThat(ajp("ajp.connectionTimeout=3s").connection().timeouts().keepAliveTimeout())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void emptySecretIsRefused() {
        assertThatThrownBy(() -> sets("ajp.secret=").ajp())
                .hasMessage("--set: ajp.secret is \"\", but must be not empty");
    }

    @Test
    void secretIsNotPrintedWithTheSettings() throws Exception {
        assertThat(sets("ajp.secret=s3cret").ajp().orElseThrow().toString()).doesNotContain("s3cret");
    }

    @Test
    void adminOffLoopbackIsRefused() {
        assertThatThrownBy(() -> sets("admin.address=0.0.0.0").admin())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "--set: admin.address is 0.0.0.0, but must be a loopback address, because the admin endpoint"
                                + " asks for no password");
    }

    private Configuration sets(String... sets) throws Exception {
        return Configuration.read(ALL, null, Map.of(), List.of(sets), Map.of());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("holdfast.properties"), text);
    }
}
