package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jboss.metadata.web.spec.WebMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorTest {
    @TempDir
    private Path directory;

    @Test
    void elementThatIsNotClosedIsNamedWithItsLine() throws IOException {
        Descriptor descriptor = descriptor("<web-app>\n<servlet>\n<servlet-name>x\n</servlet>\n</web-app>");

        assertThatThrownBy(descriptor::asWebXml).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.element()).startsWith("WEB-INF/web.xml line 4");
            assertThat(fault.problem()).contains("servlet-name");
        });
    }

    @Test
    void unknownElementIsNamedWithItsLineAndLeftOut() throws IOException {
        Descriptor descriptor = descriptor(
                War.descriptor(
                        "web-app",
                        "",
                        "<servlet>\n<servlet-name>s</servlet-name><servlet-klass><a><servlet/></a></servlet-klass>\n<bogus/>"
                                + "<servlet-class>x.Y</servlet-class></servlet><more>\n<foo/></more><display-name>d</display-name>"));

        try (LogCapture log = LogCapture.of(Descriptor.class.getName())) {
            WebMetaData metaData = descriptor.asWebXml();

            assertThat(metaData.getServlets()).hasSize(1);
            assertThat(metaData.getServlets().get("s").getServletClass()).isEqualTo("x.Y");
            assertThat(metaData.getDescriptionGroup().getDisplayName()).isEqualTo("d");
            assertThat(log.text())
                    .contains("WEB-INF/web.xml line 4 <servlet-klass>")
                    .contains("WEB-INF/web.xml line 5 <bogus>")
                    .contains("WEB-INF/web.xml line 5 <more>")
                    .doesNotContain("<foo>");
        }
    }

    @Test
    void nothingIsLeftOutOfWhatSaysWhoMayComeIn() throws IOException {
        for (String misspelt : new String[] {
            "<security-constraint><auth-constriant><role-name>a</role-name></auth-constriant></security-constraint>",
            "<security-constraint><web-resource-collection><url-patern>/a</url-patern></web-resource-collection>"
                    + "</security-constraint>",
            "<security-constraint><user-data-constraint><transport-guarante>CONFIDENTIAL</transport-guarante>"
                    + "</user-data-constraint></security-constraint>",
            "<security-constriant><display-name>d</display-name><auth-constraint/></security-constriant>",
            "<login-config><auth-metod>BASIC</auth-metod></login-config>",
            "<servlet><servlet-name>s</servlet-name><run-as><role>a</role></run-as></servlet>"
        }) {
            assertThatThrownBy(descriptor(War.descriptor("web-app", "", misspelt))::asWebXml)
                    .as(misspelt)
                    .isInstanceOf(Fault.class);
        }
    }

    @Test
    void whatFollowsASecurityConstraintMayBeLeftOut() throws IOException {
        WebMetaData metaData = descriptor(
                        War.descriptor(
                                "web-app",
                                "",
                                "<security-constraint><web-resource-collection><web-resource-name>n</web-resource-name>"
                                        + "<url-pattern>/a</url-pattern></web-resource-collection></security-constraint><bogus/>"))
                .asWebXml();

        assertThat(metaData.getSecurityConstraints()).hasSize(1);
    }

    @Test
    void unknownElementsAreNotLeftOutForEver() throws IOException {
        assertThatThrownBy(descriptor(War.descriptor("web-app", "", "<bogus/>".repeat(101)))::asWebXml)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.element()).isEqualTo("WEB-INF/web.xml line 3 <bogus>"));
    }

    @Test
    void emptyDescriptorIsRefused() throws IOException {
        assertThatThrownBy(descriptor("")::asWebXml).isInstanceOf(Fault.class);
    }

    @Test
    void oldDescriptorsWithADocumentTypeAreReadWithoutFetchingIt() throws IOException {
        WebMetaData metaData = descriptor("""
                <?xml version="1.0"?>
                <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN" "http://java.sun.com/dtd/web-app_2_3.dtd">
                <web-app><display-name>old</display-name></web-app>
                """).asWebXml();

        assertThat(metaData.getDescriptionGroup().getDisplayName()).isEqualTo("old");
        assertThat(metaData.getVersion()).isEqualTo("2.3");
    }

    @Test
    void externalEntitiesAreNotRead() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Descriptor descriptor = descriptor("<!DOCTYPE web-app [<!ENTITY x SYSTEM '" + secret.toUri()
                + "'>]><web-app><display-name>a&x;b</display-name></web-app>");

        String read;
        try {
            read = descriptor.asWebXml().getDescriptionGroup().getDisplayName();
        } catch (Fault refused) {
            read = refused.problem();
        }
        assertThat(read).doesNotContain("secret");
    }

    /** 100 million characters of less than a thousand. */
    @Test
    void entitiesOfEntitiesAreRefused() throws IOException {
        StringBuilder xml = new StringBuilder("<!DOCTYPE web-app [<!ENTITY e0 'xxxxxxxxxx'>");
        for (int i = 1; i <= 7; i++) {
            xml.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        Descriptor descriptor = descriptor(xml + "]><web-app><display-name>&e7;</display-name></web-app>");

        assertThatThrownBy(descriptor::asWebXml).isInstanceOf(Fault.class).hasMessageContaining("entity expansions");
    }

    @Test
    void classIsLocatedByTheElementThatNamesIt() throws IOException {
        Descriptor descriptor = descriptor(
                "<web-app>\n<x>a.B</x>\n<servlet>\n<servlet-class>\n a.B </servlet-class></servlet></web-app>");

        assertThat(descriptor.locate(Set.of("servlet-class"), "a.B"))
                .hasValueSatisfying(place ->
                        assertThat(place).startsWith("WEB-INF/web.xml line ").endsWith(" <servlet-class>"));
        assertThat(descriptor.locate(Set.of("servlet-class"), "a.C")).isEmpty();
    }

    private Descriptor descriptor(String xml) throws IOException {
        return Descriptor.ofFile("WEB-INF/web.xml", Files.writeString(directory.resolve("web.xml"), xml));
    }
}
