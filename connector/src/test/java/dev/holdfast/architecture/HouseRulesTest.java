package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that each house rule bites, on small offenders that break it. */
final class HouseRulesTest {
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("offenders");

    @Test
    void aClockInAPurePackageIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("ReadsClock") && line.contains("nanoTime"));
    }

    @Test
    void dateAndInstantOfNowAreFound() {
        assertThat(violations()).anyMatch(line -> line.contains("ReadsClock") && line.contains("Instant.now"));
    }

    @Test
    void aThreadInAPurePackageIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("StartsThread") && line.contains("java.lang.Thread"));
    }

    @Test
    void anExecutorInAPurePackageIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("StartsThread") && line.contains("ExecutorService"));
    }

    @Test
    void aChannelInAPurePackageIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("OpensChannel") && line.contains("SocketChannel"));
    }

    @Test
    void randomnessInAPurePackageIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("ThrowsDice") && line.contains("java.util.Random"));
    }

    @Test
    void anImportThatRunsUpwardIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("ImportsUpward") && line.contains("offenders.http1"));
    }

    @Test
    void aPackageThatNobodyDecidedOnIsFound() {
        assertThat(violations()).anyMatch(line -> line.contains("NobodyDecidedOnMe"));
    }

    private static List<String> violations() {
        return HouseRules.all("offenders").stream()
                .flatMap(rule -> rule.evaluate(OFFENDERS).getFailureReport().getDetails().stream())
                .toList();
    }
}
