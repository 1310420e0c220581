package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deploy.app.PageFunctions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TagLibrariesIT {
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

    private static final Path JSTL = Path.of("target", "jstl");

    private static final String TAGX = """
            <jsp:root xmlns:jsp='http://java.sun.com/JSP/Page' version='4.0'>
              <jsp:directive.attribute name='of' required='true'/>
              <jsp:text>{${of}|</jsp:text><jsp:doBody/><jsp:text>}</jsp:text>
            </jsp:root>
            """;

    private static final String TAG = "<%@ tag dynamic-attributes='more' %><%@ attribute name='of' fragment='true' %>"
            + "<%@ variable name-given='inner' scope='NESTED' %><% jspContext.setAttribute(\"inner\", \"nested\"); %>"
            + "(${more.x}:<jsp:invoke fragment='of'/>:<jsp:doBody/>)";

    private static final String USE = "<t:tag x='dynamic'><jsp:attribute name='of'>fragment</jsp:attribute>"
            + "<jsp:body>${inner}</jsp:body></t:tag> <t:tagx of='attribute'>body</t:tagx>";

    private static final String USED = "(dynamic:fragment:nested) {attribute|body}";

    @Test
    void tagFilesOfBothSyntaxesInTheArchiveAreFound() throws Exception {
        deploy(new War()
                .file("WEB-INF/tags/tag.tag", TAG)
                .file("WEB-INF/tags/tagx.tagx", TAGX)
                .file("a.jsp", "<%@ taglib prefix='t' tagdir='/WEB-INF/tags' %>" + USE));

        assertThat(server.get("/p/a.jsp").body()).isEqualToIgnoringWhitespace(USED);
    }

    @Test
    void tagFilesOfBothSyntaxesInALibraryAreFoundThroughItsDescriptor() throws Exception {
        String tld = """
                <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
                  <tlib-version>1.0</tlib-version><short-name>t</short-name><uri>urn:holdfast:both</uri>
                  <tag-file><name>tag</name><path>/META-INF/tags/tag.tag</path></tag-file>
                  <tag-file><name>tagx</name><path>/META-INF/tags/deeper/tagx.tagx</path></tag-file>
                </taglib>
                """;
        deploy(new War()
                .file("a.jsp", "<%@ taglib prefix='t' uri='urn:holdfast:both' %>" + USE)
                .library(
                        "tags.jar",
                        new War()
                                .file("META-INF/both.tld", tld)
                                .file("META-INF/tags/tag.tag", TAG)
                                .file("META-INF/tags/deeper/tagx.tagx", TAGX)));

        assertThat(server.get("/p/a.jsp").body()).isEqualToIgnoringWhitespace(USED);
    }

    /** As JSP 1.1 had it. */
    @Test
    void libraryIsFoundByItsPlace() throws Exception {
        String tld = """
                <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
                  <tlib-version>1.0</tlib-version><short-name>t</short-name>
                  <function><name>locale</name><function-class>java.util.Locale</function-class>
                    <function-signature>java.util.Locale forLanguageTag(java.lang.String)</function-signature></function>
                </taglib>
                """;
        deploy(new War()
                .file("a.jsp", "<%@ taglib prefix='t' uri='/WEB-INF/lib/the tags.jar' %>${t:locale('de').language}")
                .library("the tags.jar", new War().file("META-INF/taglib.tld", tld)));

        assertThat(body(server.get("/p/a.jsp"))).isEqualTo("de");
    }

    @Test
    void descriptorOfTheArchiveIsFoundByItsUriAndByTheOneWebXmlGivesIt() throws Exception {
        String tld = """
                <taglib xmlns='https://jakarta.ee/xml/ns/jakartaee' version='4.0'>
                  <tlib-version>1.0</tlib-version><short-name>f</short-name><uri>urn:holdfast:own</uri>
                  <function><name>trim</name><function-class>dev.holdfast.server.deploy.app.PageFunctions</function-class>
                    <function-signature>java.lang.String trim(java.lang.String)</function-signature></function>
                </taglib>
                """;
        deploy(new War()
                .webXml("<jsp-config><taglib><taglib-uri>urn:holdfast:mapped</taglib-uri>"
                        + "<taglib-location>/WEB-INF/f.tld</taglib-location></taglib></jsp-config>")
                .classes(PageFunctions.class)
                .file("WEB-INF/f.tld", tld)
                .file("own.jsp", "<%@ taglib prefix='f' uri='urn:holdfast:own' %>[${f:trim('  a ')}]")
                .file("mapped.jsp", "<%@ taglib prefix='f' uri='urn:holdfast:mapped' %>[${f:trim('  b ')}]"));

        assertThat(server.get("/p/own.jsp").body()).isEqualTo("[a]");
        assertThat(server.get("/p/mapped.jsp").body()).isEqualTo("[b]");
    }

    /** By today's names and by those of Java EE, and the two of them in one application. */
    @Test
    void standardTagLibraryOfTheArchiveAnswersToBothItsNames() throws Exception {
        String body = "<c:set var='sum' value='0'/><c:forEach var='n' items='${[1,2,3]}' varStatus='s'>"
                + "<c:set var='sum' value='${sum + n}'/><c:if test='${!s.last}'>${n},</c:if></c:forEach>=${sum} "
                + "<c:choose><c:when test='${sum gt 5}'>many</c:when><c:otherwise>few</c:otherwise></c:choose> "
                + "<c:out value='${param.x}'/> <fmt:setLocale value='de'/><fmt:formatNumber value='1234.5'/> "
                + "${fn:toUpperCase('abc')} <c:url value='/a b'><c:param name='k' value='ä'/></c:url> "
                + "<c:catch var='e'><% if (true) throw new IllegalStateException(\"caught\"); %></c:catch>${e.message}";
        String shown = "1,2,=6 many &lt;b&gt; 1.234,5 ABC /p/a b?k=%c3%a4 caught";
        deploy(withJstl(new War())
                .file(
                        "new.jsp",
                        "<%@ page pageEncoding='UTF-8' session='false' %><%@ taglib prefix='c' uri='jakarta.tags.core' %>"
                                + "<%@ taglib prefix='fmt' uri='jakarta.tags.fmt' %>"
                                + "<%@ taglib prefix='fn' uri='jakarta.tags.functions' %>" + body)
                .file(
                        "old.jsp",
                        "<%@ page pageEncoding='UTF-8' session='false' %><%@ taglib prefix='c' uri='http://java.sun.com/jsp/jstl/core' %>"
                                + "<%@ taglib prefix='fmt' uri='http://java.sun.com/jsp/jstl/fmt' %>"
                                + "<%@ taglib prefix='fn' uri='http://java.sun.com/jsp/jstl/functions' %>" + body));

        assertThat(body(server.get("/p/new.jsp?x=%3Cb%3E"))).isEqualTo(shown);
        assertThat(body(server.get("/p/old.jsp?x=%3Cb%3E"))).isEqualTo(shown);
    }

    @Test
    void xmlTagsOfTheStandardTagLibraryParseAndSelect() throws Exception {
        deploy(withJstl(new War())
                .file(
                        "x.jsp",
                        "<%@ taglib prefix='x' uri='jakarta.tags.xml' %>"
                                + "<x:parse var='d'><a><b>1</b><b>2</b></a></x:parse>"
                                + "<x:forEach select='$d/a/b'>[<x:out select='.'/>]</x:forEach>"));

        assertThat(body(server.get("/p/x.jsp"))).isEqualTo("[1][2]");
    }

    private static String body(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static War withJstl(War war) throws IOException {
        for (String jar : new String[] {"jakarta.servlet.jsp.jstl.jar", "jakarta.servlet.jsp.jstl-api.jar"}) {
            war.file("WEB-INF/lib/" + jar, Files.readAllBytes(JSTL.resolve(jar)));
        }
        return war;
    }

    private void deploy(War war) throws IOException, DeploymentException {
        server.deploy(war.write(directory, "p.war"));
    }
}
