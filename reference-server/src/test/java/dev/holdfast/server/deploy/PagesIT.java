package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.PageAdder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagesIT {
    private static final String TLD = """
            <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
              <tlib-version>1.0</tlib-version><short-name>t</short-name><uri>urn:holdfast:tags</uri>
              <tag-file><name>frame</name><path>/META-INF/tags/frame.tag</path></tag-file>
              <function><name>upper</name><function-class>java.util.Locale</function-class>
                <function-signature>java.util.Locale forLanguageTag(java.lang.String)</function-signature></function>
            </taglib>
            """;

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
    void pageIsCompiledAndEvaluatesExpressions() throws Exception {
        deploy(new War()
                .file(
                        "index.jsp",
                        "<%@ page import='java.util.List' %><%= List.of(1, 2).size() %> ${1 + 2} ${param.x}"));

        assertThat(server.get("/p/?x=y").body()).isEqualTo("2 3 y");
    }

    @Test
    void tagFilesOfTheArchiveAndTagLibrariesOfLibrariesAreFound() throws Exception {
        deploy(new War()
                .file("WEB-INF/tags/box.tag", "<%@ attribute name='title' %>[${title}:<jsp:doBody/>]")
                .file(
                        "a.jsp",
                        "<%@ taglib prefix='b' tagdir='/WEB-INF/tags' %><%@ taglib prefix='t' uri='urn:holdfast:tags' %>"
                                + "<b:box title='x'><t:frame>in</t:frame></b:box>${t:upper('de').language}")
                .library(
                        "tags.jar",
                        new War().file("META-INF/tags.tld", TLD).file("META-INF/tags/frame.tag", "(<jsp:doBody/>)")));

        assertThat(server.get("/p/a.jsp").body()).isEqualTo("[x:(in)]de");
    }

    @Test
    void propertyGroupsAndPageServletsOfWebXmlApply() throws Exception {
        deploy(new War()
                .webXml("""
                        <servlet><servlet-name>page</servlet-name><jsp-file>/WEB-INF/hidden.jsp</jsp-file></servlet>
                        <servlet-mapping><servlet-name>page</servlet-name><url-pattern>/shown</url-pattern></servlet-mapping>
                        <jsp-config><jsp-property-group><url-pattern>*.page</url-pattern><el-ignored>true</el-ignored>
                          <include-prelude>/WEB-INF/prelude.jspf</include-prelude></jsp-property-group></jsp-config>
                        """)
                .file("WEB-INF/hidden.jsp", "hidden ${1 + 1}")
                .file("WEB-INF/prelude.jspf", "prelude ")
                .file("b.page", "${1 + 1}"));

        assertThat(server.get("/p/shown").body()).isEqualTo("hidden 2");
        assertThat(server.get("/p/b.page").body()).isEqualTo("prelude ${1 + 1}");
    }

    @Test
    void pagesThatAListenerAddsAnswerAtTheirMappings() throws Exception {
        deploy(new War()
                .webXml("<listener><listener-class>" + PageAdder.class.getName() + "</listener-class></listener>")
                .classes(PageAdder.class)
                .file("WEB-INF/one.jsp", "one <jsp:include page='/other.jsp'/>")
                .file("WEB-INF/two.jsp", "two")
                .file("other.jsp", "and another"));

        assertThat(server.get("/p/one").body()).isEqualTo("one and another");
        assertThat(server.get("/p/two").body()).isEqualTo("two");
        assertThat(server.get("/p/one").body()).isEqualTo("one and another");
        assertThat(server.get("/p/other.jsp").body()).isEqualTo("and another");
    }

    @Test
    void pageThatDoesNotCompileFailsAloneAndTellsTheClientNothing() throws Exception {
        deploy(new War().file("bad.jsp", "<% int x = \"no\"; %>").file("good.jsp", "good"));

        assertThat(server.get("/p/bad.jsp").statusCode()).isEqualTo(500);
        assertThat(server.get("/p/bad.jsp").body()).doesNotContain("jasper");
        assertThat(server.get("/p/good.jsp").body()).isEqualTo("good");
        assertThat(server.get("/p/none.jsp").statusCode()).isEqualTo(404);
    }

    private void deploy(War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, "p.war"));
    }
}
