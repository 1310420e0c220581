package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.server.deploy.app.HeaderFilter;
import dev.holdfast.server.deploy.app.HelloServlet;
import dev.holdfast.server.deploy.app.UploadServlet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.metadata.javaee.spec.ParamValueMetaData;
import org.jboss.metadata.web.jboss.JBossServletMetaData;
import org.jboss.metadata.web.jboss.JBossWebMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeTest {
    private static final String FRAGMENT_SERVLET = """
            <name>f</name>
            <servlet><servlet-name>hello</servlet-name><servlet-class>from.Fragment</servlet-class>
              <init-param><param-name>greeting</param-name><param-value>fragment</param-value></init-param>
              <init-param><param-name>extra</param-name><param-value>fragment</param-value></init-param></servlet>
            <servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/fragment</url-pattern></servlet-mapping>
            """;

    private static final String MAIN_SERVLET = """
            <servlet><servlet-name>hello</servlet-name><servlet-class>from.Main</servlet-class>
              <init-param><param-name>greeting</param-name><param-value>main</param-value></init-param></servlet>
            <servlet-mapping><servlet-name>hello</servlet-name><url-pattern>/main</url-pattern></servlet-mapping>
            """;

    @TempDir
    private Path directory;

    @Test
    void webXmlWinsOverFragmentsWhichAddTheRest() throws IOException {
        JBossWebMetaData merged =
                merge(new War().webXml(MAIN_SERVLET).library("f.jar", new War().fragment(FRAGMENT_SERVLET)));

        JBossServletMetaData servlet = merged.getServletByName("hello");
        assertThat(servlet.getServletClass()).isEqualTo("from.Main");
        assertThat(servlet.getInitParam())
                .extracting(ParamValueMetaData::getParamName, ParamValueMetaData::getParamValue)
                .containsExactlyInAnyOrder(tuple("greeting", "main"), tuple("extra", "fragment"));
        assertThat(merged.getServletMappings())
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.getUrlPatterns()).containsExactly("/main"));
    }

    @Test
    void webXmlWinsOverAnnotations() throws IOException {
        JBossWebMetaData merged = merge(new War().webXml(MAIN_SERVLET).classes(HelloServlet.class));

        assertThat(merged.getServletByName("hello").getInitParam())
                .singleElement()
                .satisfies(param -> assertThat(param.getParamValue()).isEqualTo("main"));
        assertThat(merged.getServletMappings())
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.getUrlPatterns()).containsExactly("/main"));
    }

    @Test
    void fragmentWinsOverTheAnnotationsOfItsJar() throws IOException {
        JBossWebMetaData merged = merge(
                new War().library("f.jar", new War().fragment(FRAGMENT_SERVLET).libraryClasses(HelloServlet.class)));

        assertThat(merged.getServletByName("hello").getServletClass()).isEqualTo("from.Fragment");
        assertThat(merged.getServletMappings())
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.getUrlPatterns()).containsExactly("/fragment"));
    }

    @Test
    void annotationsOfALibraryWithoutFragmentCount() throws IOException {
        JBossWebMetaData merged =
                merge(new War().library("x.jar", new War().libraryClasses(HelloServlet.class, HeaderFilter.class)));

        assertThat(merged.getServletByName("hello").getLoadOnStartupInt()).isEqualTo(1);
        assertThat(merged.getFilterMappings())
                .singleElement()
                .satisfies(mapping -> assertThat(mapping.getUrlPatterns()).containsExactly("/*"));
    }

    @Test
    void completeWebXmlSilencesFragmentsAndAnnotations() throws IOException {
        JBossWebMetaData merged = merge(new War()
                .webXml("metadata-complete='true'", "")
                .classes(HelloServlet.class)
                .library("f.jar", new War().fragment(FRAGMENT_SERVLET)));

        assertThat(merged.getServlets()).isEmpty();
    }

    @Test
    void libraryThatAnAbsoluteOrderingLeavesOutIsNotScanned() throws IOException {
        JBossWebMetaData merged = merge(new War()
                .webXml("<absolute-ordering><name>other</name></absolute-ordering>")
                .library("f.jar", new War().fragment(FRAGMENT_SERVLET).libraryClasses(HeaderFilter.class)));

        assertThat(merged.getServlets()).isEmpty();
        assertThat(merged.getFilters()).isNullOrEmpty();
    }

    @Test
    void contradictionOfTwoFragmentsIsRefusedNamingTheSecond() throws IOException {
        War war = new War()
                .webXml("")
                .library("a.jar", new War().fragment(FRAGMENT_SERVLET))
                .library(
                        "b.jar",
                        new War()
                                .fragment(FRAGMENT_SERVLET
                                        .replace("<name>f", "<name>g")
                                        .replace("from.Fragment", "from.Other")));

        assertThatThrownBy(() -> merge(war)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.element()).isEqualTo("WEB-INF/lib/b.jar!/META-INF/web-fragment.xml");
            assertThat(fault.problem()).contains("web.xml does not decide");
        });
    }

    @Test
    void multipartSecurityAndRolesComeFromAnnotations() throws IOException {
        JBossWebMetaData merged = merge(new War().classes(UploadServlet.class));

        JBossServletMetaData servlet = merged.getServletByName(UploadServlet.class.getName());
        assertThat(servlet.getMultipartConfig().getMaxFileSize()).isEqualTo(1000);
        assertThat(servlet.getServletSecurity().getRolesAllowed()).containsExactly("admin");
        assertThat(servlet.getServletSecurity().getHttpMethodConstraints())
                .singleElement()
                .satisfies(constraint -> assertThat(constraint.getMethod()).isEqualTo("POST"));
        assertThat(merged.getSecurityRoleNames()).containsExactly("admin");
    }

    private JBossWebMetaData merge(War war) throws IOException {
        WebAppFiles files = WebAppFiles.of(war.file("WEB-INF/x", "").explode(directory));
        Descriptors descriptors = Descriptors.read(files);
        return Merge.of(descriptors, ClassIndex.of(files, descriptors.fragments(), List.of()));
    }
}
