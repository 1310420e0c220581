package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.PageBeans;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpressionsIT {
    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(directory.resolve("work"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void propertiesOfRecordsAreRead() throws Exception {
        deploy(page("${point.x},${point.y} ${point['x']} ${point.sum()}"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("3,4 3 7");
    }

    @Test
    void lambdasAndStreamsAreEvaluated() throws Exception {
        deploy(page("${(x -> x * x)(5)} ${f = (a, b) -> a += b; f('l', 'r')} "
                + "${[1, 2, 3, 4].stream().filter(n -> n % 2 == 0).map(n -> n * 10).toList()} "
                + "${[3, 1, 2].stream().sorted((a, b) -> b - a).toList()} ${[1, 2, 3].stream().sum()} "
                + "${[1, 2, 3].stream().reduce((a, b) -> a * b).get()}"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("25 lr [20, 40] [3, 2, 1] 6 6");
    }

    @Test
    void operatorsLiteralsAndStaticMembersAreEvaluated() throws Exception {
        deploy(
                page(
                        "${empty missing} ${null == missing ? 'nothing' : 'something'} ${{'k': 'v'}.k} ${{1, 2}.size()} "
                                + "${Integer.MAX_VALUE} ${Boolean.parseBoolean('true')} ${'a' += 1} ${7 div 2} ${7 mod 2} ${1 lt 2 and not false}"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("true nothing v 2 2147483647 true a1 3.5 1 true");
    }

    @Test
    void lengthOfAnArrayIsAProperty() throws Exception {
        deploy(page("${numbers.length} ${numbers[1]}"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("3 8");
    }

    /** The application adds {@code OptionalELResolver}, which the specification leaves out unless asked for (2.16). */
    @Test
    void resolverThatTheApplicationAddsSeesThroughOptionals() throws Exception {
        deploy(page("${some.x} [${none.x}] ${twice}"));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("3 [] found by the application");
    }

    @Test
    void attributesOfActionsAreEvaluatedThenAndDeferredOnesLater() throws Exception {
        deploy(page("<%@ taglib prefix='t' tagdir='/WEB-INF/tags' %><jsp:include page='${param.of}.jsp'>"
                        + "<jsp:param name='n' value='${1 + 1}'/></jsp:include> <t:twice at='${1 + 2}' later='#{counter.next()}'/>")
                .file("other.jsp", "other ${param.n}")
                .file("WEB-INF/tags/implicit.tld", """
                        <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
                          <tlib-version>1.0</tlib-version><short-name>t</short-name>
                        </taglib>
                        """)
                .file(
                        "WEB-INF/tags/twice.tag",
                        "<%@ attribute name='at' type='java.lang.Integer' %><%@ attribute name='later' deferredValue='true' %>"
                                + "${at} ${later} ${later}"));

        assertThat(server.get("/p/a.jsp?of=other").body()).isEqualTo("other 2 3 1 2");
    }

    private static War page(String text) {
        return new War()
                .webXml("<listener><listener-class>" + PageBeans.class.getName() + "</listener-class></listener>")
                .classes(PageBeans.class)
                .file("a.jsp", text);
    }

    private void deploy(War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, "p.war"));
    }
}
