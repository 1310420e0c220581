package dev.holdfast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The house rules that no compiler knows: which package may import which, and what the pure packages must not touch. Every module checks its
 * own classes against them; {@code HouseRulesTest} checks that they bite.
 */
public final class HouseRules {
    /** Owners of policy: state machines and codecs that run live and simulated, so no I/O, thread, clock or dice. */
    static final List<String> PURE = List.of(
            "time",
            "http1",
            "http1.client",
            "proxyprotocol",
            "lifetime",
            "lifetime.policy",
            "ajp13",
            "pool",
            "slots",
            "balance",
            "mpm",
            "sim",
            "plan.solve",
            "sim.stats",
            "words",
            "config",
            "modjk",
            "httpd",
            "httpd.syntax",
            "loadbalancer",
            "host",
            "lint");

    /** Who may import whom among our own packages; a package that is missing here is refused, so that adding one is a decision. */
    private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        MAY_IMPORT.put("time", Set.of());
        MAY_IMPORT.put("http1", Set.of("time"));
        MAY_IMPORT.put("proxyprotocol", Set.of());
        MAY_IMPORT.put("lifetime", Set.of("time"));
        MAY_IMPORT.put("lifetime.policy", Set.of("time", "lifetime"));
        // The facade puts the parts together, and only it looks down; its settings and statistics are data for the
        // parts.
        MAY_IMPORT.put(
                "connector",
                Set.of(
                        "time",
                        "http1",
                        "lifetime",
                        "lifetime.policy",
                        "connector.tls",
                        "connector.xnio",
                        "connector.undertow"));
        MAY_IMPORT.put("connector.tls", Set.of("connector"));
        MAY_IMPORT.put("connector.xnio", Set.of("time", "lifetime"));
        MAY_IMPORT.put("connector.accesslog", Set.of("lifetime", "connector"));
        MAY_IMPORT.put("connector.jfr", Set.of("lifetime", "connector"));
        MAY_IMPORT.put(
                "connector.undertow",
                Set.of(
                        "time",
                        "http1",
                        "proxyprotocol",
                        "lifetime",
                        "lifetime.policy",
                        "connector",
                        "connector.tls",
                        "connector.xnio",
                        "connector.jfr"));
        MAY_IMPORT.put("connector.servlet", Set.of("connector"));
        MAY_IMPORT.put("http1.client", Set.of("time", "http1"));
        MAY_IMPORT.put("ajp13", Set.of("time", "lifetime"));
        MAY_IMPORT.put("pool", Set.of("time", "lifetime"));
        MAY_IMPORT.put("slots", Set.of("time"));
        MAY_IMPORT.put("balance", Set.of("time", "lifetime"));
        MAY_IMPORT.put("mpm", Set.of("time", "lifetime"));
        MAY_IMPORT.put(
                "bridge",
                Set.of(
                        "time",
                        "lifetime",
                        "http1.client",
                        "http1",
                        "ajp13",
                        "pool",
                        "slots",
                        "balance",
                        "mpm",
                        "connector",
                        "connector.xnio"));
        MAY_IMPORT.put(
                "bridge.httpd",
                Set.of(
                        "time",
                        "ajp13",
                        "pool",
                        "balance",
                        "mpm",
                        "bridge",
                        "config",
                        "httpd",
                        "httpd.syntax",
                        "modjk"));
        MAY_IMPORT.put("bridge.compare", Set.of("bridge", "connector"));
        // Drives the HTTP connector's connections where their own timers do not.
        MAY_IMPORT.put(
                "front",
                Set.of("time", "lifetime", "mpm", "bridge", "connector", "connector.undertow", "connector.xnio"));
        // A second listener of Undertow's, beside connector.undertow's and with its threads, timers and counters.
        MAY_IMPORT.put(
                "ajp",
                Set.of(
                        "time",
                        "http1",
                        "lifetime",
                        "ajp13",
                        "slots",
                        "connector",
                        "connector.undertow",
                        "connector.xnio"));
        MAY_IMPORT.put("sim", Set.of("time", "lifetime", "ajp13", "pool", "balance", "mpm", "scenario"));
        MAY_IMPORT.put("sim.stats", Set.of());
        MAY_IMPORT.put("sim.report", Set.of("mpm", "scenario", "sim", "sim.stats"));
        MAY_IMPORT.put("scenario", Set.of("time", "connector", "ajp13", "pool", "balance", "mpm", "settings", "words"));
        MAY_IMPORT.put("settings", Set.of("connector"));
        MAY_IMPORT.put("words", Set.of("time", "ajp13", "pool", "balance", "mpm", "settings"));
        MAY_IMPORT.put("config", Set.of());
        MAY_IMPORT.put("config.disk", Set.of("config"));
        MAY_IMPORT.put("modjk", Set.of("config"));
        MAY_IMPORT.put("httpd.syntax", Set.of("config"));
        MAY_IMPORT.put("httpd", Set.of("config", "httpd.syntax", "modjk"));
        MAY_IMPORT.put("backend", Set.of("config"));
        MAY_IMPORT.put("host", Set.of("config"));
        // Includes are looked for as httpd does it.
        MAY_IMPORT.put("loadbalancer", Set.of("config", "httpd.syntax"));
        MAY_IMPORT.put("lint", Set.of("config", "httpd", "httpd.syntax", "modjk", "backend", "loadbalancer", "host"));
        MAY_IMPORT.put("plan.solve", Set.of("scenario"));
        MAY_IMPORT.put("plan.log", Set.of("config", "httpd.syntax", "plan.solve"));
        MAY_IMPORT.put(
                "plan",
                Set.of(
                        "plan.solve",
                        "plan.log",
                        "plan.plot",
                        "connector",
                        "scenario",
                        "sim",
                        "sim.report",
                        "sim.stats",
                        "time",
                        "lifetime",
                        "pool",
                        "balance",
                        "mpm",
                        "words",
                        "settings",
                        "config",
                        "httpd",
                        "modjk",
                        "backend"));
        MAY_IMPORT.put("plan.plot", Set.of());
        MAY_IMPORT.put("server.sessions", Set.of());
        MAY_IMPORT.put("server.naming", Set.of());
        MAY_IMPORT.put("server.mirror", Set.of());
        MAY_IMPORT.put("server.realm", Set.of());
        MAY_IMPORT.put("server.naming.java", Set.of("server.naming"));
        MAY_IMPORT.put("server.cdi", Set.of());
        MAY_IMPORT.put(
                "server.deploy", Set.of("connector", "server.cdi", "server.naming", "server.realm", "server.sessions"));
        MAY_IMPORT.put(
                "server",
                Set.of(
                        "connector",
                        "lifetime",
                        "ajp",
                        "bridge",
                        "bridge.httpd",
                        "front",
                        "mpm",
                        "pool",
                        "server.deploy",
                        "server.admin",
                        "server.naming",
                        "server.realm",
                        "server.sessions"));
        MAY_IMPORT.put("server.admin", Set.of("connector", "lifetime", "balance", "bridge", "pool", "server.deploy"));
        MAY_IMPORT.put(
                "server.cli",
                Set.of(
                        "settings",
                        "words",
                        "server.config",
                        "server.deployments",
                        "server.mirror",
                        "server.naming",
                        "server.realm",
                        "server.sessions",
                        "connector",
                        "lifetime",
                        "ajp",
                        "ajp13",
                        "balance",
                        "bridge",
                        "bridge.compare",
                        "bridge.httpd",
                        "config",
                        "config.disk",
                        "httpd",
                        "httpd.syntax",
                        "front",
                        "mpm",
                        "pool",
                        "scenario",
                        "sim.report",
                        "plan",
                        "lint",
                        "plan.log",
                        "plan.plot",
                        "plan.solve",
                        "backend",
                        "modjk",
                        "server",
                        "server.admin",
                        "server.deploy"));
        MAY_IMPORT.put("server.deployments", Set.of("server", "server.admin", "server.deploy"));
        MAY_IMPORT.put("server.config", Set.of("settings", "server.realm"));
        MAY_IMPORT.put(
                "server.arquillian",
                Set.of("connector", "settings", "server", "server.config", "server.deploy", "server.realm"));
    }

    private HouseRules() {}

    /** Returns the main classes of {@code root} that are on the class path, of every module built so far. */
    public static JavaClasses mainClasses(String root) {
        ImportOption noTests = location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");
        return new ClassFileImporter().withImportOption(noTests).importPackages(root);
    }

    /** Returns every rule, for the packages below {@code root}. */
    public static List<ArchRule> all(String root) {
        List<ArchRule> rules = new ArrayList<>();
        rules.add(everyPackageIsKnown(root));
        MAY_IMPORT.forEach((name, allowed) -> rules.add(importsOnly(root, name, allowed)));
        rules.add(onlyTheFacadeLooksDown(root));
        rules.add(pureTypes(root));
        rules.add(pureCalls(root));
        return rules;
    }

    private static ArchRule everyPackageIsKnown(String root) {
        List<String> known = new ArrayList<>();
        MAY_IMPORT.keySet().forEach(name -> known.add(root + "." + name));
        return noClasses()
                .should()
                .resideOutsideOfPackages(known.toArray(String[]::new))
                .because("every package states here what it may import")
                .allowEmptyShould(true);
    }

    private static ArchRule importsOnly(String root, String name, Set<String> allowed) {
        List<String> forbidden = new ArrayList<>();
        for (String other : new TreeSet<>(MAY_IMPORT.keySet())) {
            if (!other.equals(name) && !allowed.contains(other)) {
                forbidden.add(root + "." + other);
            }
        }
        return noClasses()
                .that()
                .resideInAPackage(root + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .because(name + " may import " + (allowed.isEmpty() ? "nothing of ours" : new TreeSet<>(allowed)))
                .allowEmptyShould(true);
    }

    private static ArchRule onlyTheFacadeLooksDown(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".connector")
                .and()
                .haveSimpleNameNotStartingWith("HttpConnector")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".connector.undertow", root + ".connector.xnio")
                .because("settings and statistics are data that the driver reads and writes")
                .allowEmptyShould(true);
    }

    private static ArchRule pureTypes(String root) {
        DescribedPredicate<JavaClass> impure = resideInAnyPackage(
                        "java.util.concurrent..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.net..",
                        "java.io",
                        "org.xnio..",
                        "io.undertow..",
                        "org.jboss.logging..")
                .or(assignableTo(Thread.class))
                .or(assignableTo(ThreadLocal.class))
                .or(assignableTo(Clock.class))
                .or(assignableTo(java.util.Timer.class))
                .or(assignableTo(java.util.Random.class))
                .as("do I/O, run or join threads, tell the time or throw dice");
        // Every record and enum names these, and a string switch or lambda may.
        DescribedPredicate<JavaClass> harmless = type(java.io.Serializable.class);
        return noClasses()
                .that()
                .resideInAnyPackage(purePackages(root))
                .should()
                .dependOnClassesThat(impure.and(not(harmless)))
                .because("policy is written once and runs under a live and a simulated driver")
                .allowEmptyShould(true);
    }

    private static ArchRule pureCalls(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(purePackages(root))
                .should()
                .accessTargetWhere(describe("reads a clock, waits or throws dice", HouseRules::isImpureCall))
                .because("time is an argument, and randomness is injected")
                .allowEmptyShould(true);
    }

    private static boolean isImpureCall(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        String name = access.getTarget().getName();
        boolean clock =
                owner.equals("java.lang.System") && (name.equals("nanoTime") || name.equals("currentTimeMillis"));
        boolean now = owner.startsWith("java.time.") && name.equals("now");
        boolean waits = owner.equals("java.lang.Object") && (name.equals("wait") || name.startsWith("notify"));
        boolean dice = (owner.equals("java.lang.Math") && name.equals("random"))
                || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
                || (owner.startsWith("java.util.random.") && (name.equals("of") || name.equals("getDefault")));
        boolean date = owner.equals("java.util.Date") && name.equals("<init>");
        return clock || now || waits || dice || date;
    }

    private static String[] purePackages(String root) {
        return PURE.stream().map(name -> root + "." + name).toArray(String[]::new);
    }
}
