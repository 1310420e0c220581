package dev.holdfast.connector;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.undertow.Undertow;
import io.undertow.Version;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build runs every integration test over each line of Undertow that the connector supports; this one sees to it that it does. */
final class UndertowLineIT {
    private static final DescribedPredicate<JavaClass> UNDERTOW = resideInAnyPackage("io.undertow..", "org.xnio..");

    @Test
    void theTestsRunOnTheUndertowThatTheBuildNames() {
        String named = System.getProperty("holdfast.undertow");
        assertThat(named).as("holdfast.undertow, which connector/pom.xml sets").isNotNull();
        assertThat(Version.getVersionString()).isEqualTo(named);
        assertThat(Undertow.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .endsWith("/undertow-core-" + named + ".jar");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io/undertow/Undertow.class",
                "org/xnio/Xnio.class",
                "org/xnio/nio/NioXnioProvider.class",
                "org/jboss/threads/EnhancedQueueExecutor.class",
                "org/jboss/logging/Logger.class"
            })
    void noOtherLineIsOnTheClassPathBesideIt(String resource) throws IOException {
        assertThat(Collections.list(getClass().getClassLoader().getResources(resource)))
                .hasSize(1);
    }

    /** Also what no test comes by: a member that this line lacks would be a NoSuchMethodError in production. */
    @Test
    void everyMemberOfUndertowAndXnioThatTheConnectorUsesIsThere() {
        List<? extends AccessTarget> used = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.holdfast").stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .map(JavaAccess::getTarget)
                        .filter(target -> UNDERTOW.test(target.getOwner()))
                        .toList();
        assertThat(used).hasSizeGreaterThan(100);
        assertThat(used).filteredOn(target -> target.resolveMember().isEmpty()).isEmpty();
    }
}
