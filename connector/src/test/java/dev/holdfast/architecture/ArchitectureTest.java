package dev.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the classes of a module, and of those below it, against the house rules. Every module with main code extends it. */
public class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> houseRules() {
        JavaClasses classes = HouseRules.mainClasses("dev.holdfast");
        return HouseRules.all("dev.holdfast").stream()
                .map((ArchRule rule) -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }
}
