package dev.holdfast.httpd.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigFiles;
import dev.holdfast.config.ConfigurationException;
import dev.holdfast.config.MemoryFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class HttpdTreeReaderTest {
    private static final HttpdOptions OPTIONS = HttpdOptions.of("/etc/httpd/httpd.conf");

    private static String show(List<Node> nodes) {
        StringJoiner out = new StringJoiner(", ");
        for (Node node : nodes) {
            if (node instanceof Node.Section section) {
                out.add("<" + node.name() + " " + node.words() + " " + show(section.children()) + ">");
            } else {
                out.add(node.name() + node.words());
            }
        }
        return out.toString();
    }

    private static String read(String... lines) {
        return show(tree(lines).nodes());
    }

    private static HttpdTree tree(String... lines) {
        return HttpdTreeReader.read(new MemoryFiles().with("/etc/httpd/httpd.conf", lines), OPTIONS);
    }

    private static HttpdTree tree(MemoryFiles files) {
        return HttpdTreeReader.read(files, OPTIONS);
    }

    @Test
    void linesBecomeDirectives() {
        assertThat(read("# comment", "", "  KeepAlive   On ", "\tServerName \"a b\""))
                .isEqualTo("KeepAlive[On], ServerName[a b]");
        assertThat(read("KeepAlive On\r", "Timeout 5\r")).isEqualTo("KeepAlive[On], Timeout[5]");
    }

    @Test
    void aByteOrderMarkIsAnErrorAsInHttpd() {
        assertThatThrownBy(() -> read("\uFEFFListen 80"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("/etc/httpd/httpd.conf:1: a byte order mark");
    }

    @Test
    void aLineGoesOnAfterABackslash() {
        assertThat(read("ServerAlias a \\", "  b \\", "  c", "Timeout 5"))
                .isEqualTo("ServerAlias[a, b, c], Timeout[5]");
        assertThat(read("ServerAlias a \\\r", "b\r")).isEqualTo("ServerAlias[a, b]");
        assertThat(read("# comment \\", "Timeout 5")).isEmpty();
        assertThat(read("ServerName a\\")).isEqualTo("ServerName[a\\]");
    }

    @Test
    void aContinuedLineHasItsFirstLinesNumber() {
        List<Node> nodes = tree("", "A 1 \\", "2", "B").nodes();
        assertThat(nodes.get(0).origin()).hasToString("/etc/httpd/httpd.conf:2");
        assertThat(nodes.get(1).origin()).hasToString("/etc/httpd/httpd.conf:4");
    }

    @Test
    void sectionsNestAndMindNoCase() {
        assertThat(read("<VirtualHost *:80>", "<Location \"/a b\">", "X 1", "</LOCATION>", "</virtualhost>"))
                .isEqualTo("<VirtualHost [*:80] <Location [/a b] X[1]>>");
        assertThat(read("<RequireAny>", "</RequireAny>")).isEqualTo("<RequireAny [] >");
        // Only the last bracket ends the section's head.
        assertThat(read("<If \"%{X} > 3\">", "</If>")).isEqualTo("<If [%{X} > 3] >");
    }

    @Test
    void variablesAreExpandedBeforeWords() {
        assertThat(read("Define A \"x y\"", "B ${A} ${a} $ ${", "UnDefine a", "C ${A}"))
                .isEqualTo("B[x, y, x, y, $, ${], C[${A}]");
        HttpdTree tree = HttpdTreeReader.read(
                new MemoryFiles().with("/etc/httpd/httpd.conf", "Define E own", "A ${E} ${F} ${f} ${map:x}"),
                OPTIONS.withEnvironment(Map.of("E", "env", "F", "env")));
        assertThat(show(tree.nodes())).isEqualTo("A[own, env, ${f}, ${map:x}]");
        assertThat(tree.remarks())
                .hasToString(
                        "[/etc/httpd/httpd.conf:2: A: the variable ${f} has no value and stays as it is (IGNORED)]");
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of("<IfModule mod_jk.c>", "IfModule", true),
                Arguments.of("<IfModule jk_module>", "IfModule", true),
                Arguments.of("<IfModule !jk_module>", "IfModule", false),
                Arguments.of("<IfModule JK_MODULE>", "IfModule", false),
                Arguments.of("<IfModule \"event.c\">", "IfModule", true),
                Arguments.of("<IfModule mod_mpm_event.c>", "IfModule", false),
                Arguments.of("<IfModule core.c>", "IfModule", true),
                Arguments.of("<IfDefine FLAG>", "IfDefine", true),
                Arguments.of("<IfDefine flag>", "IfDefine", false),
                Arguments.of("<IfDefine SET>", "IfDefine", true),
                Arguments.of("<IfDefine !SET>", "IfDefine", false),
                Arguments.of("<IfDefine GONE>", "IfDefine", false),
                Arguments.of("<IfVersion >= 2.4>", "IfVersion", true),
                Arguments.of("<IfVersion < 2.4>", "IfVersion", false),
                Arguments.of("<IfFile other.conf>", "IfFile", true),
                Arguments.of("<IfFile /etc/httpd>", "IfFile", true),
                Arguments.of("<IfFile nothing.conf>", "IfFile", false));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void conditionsAreEvaluatedAndDissolved(String head, String name, boolean holds) {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/other.conf")
                .with(
                        "/etc/httpd/httpd.conf",
                        "LoadModule mpm_event_module modules/mod_mpm_event.so",
                        "LoadModule jk_module modules/mod_jk.so",
                        "Define SET",
                        "Define GONE",
                        "UnDefine GONE",
                        head,
                        "X 1",
                        "<Nested>",
                        "</Nested>",
                        "</" + name + ">",
                        "Y 2");
        HttpdTree tree = HttpdTreeReader.read(files, OPTIONS.withDefines(Set.of("FLAG")));
        assertThat(show(tree.nodes())).isEqualTo(holds ? "X[1], <Nested [] >, Y[2]" : "Y[2]");
        assertThat(tree.remarks()).hasSize(holds ? 0 : 1);
    }

    @Test
    void whatWasLoadedOrDefinedLaterDoesNotCount() {
        assertThat(read("<IfModule jk_module>", "X", "</IfModule>", "LoadModule jk_module mod_jk.so"))
                .isEmpty();
    }

    @Test
    void skippedSectionsSayWhatDidNotHold() {
        assertThat(tree("<IfModule a_module>", "Define X ${Y}", "</IfModule>").remarks())
                .hasToString("[/etc/httpd/httpd.conf:1: <IfModule>: does not hold: a_module (SKIPPED)]");
    }

    @Test
    void includesAreSortedAndRelativeToServerRoot() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/httpd.conf", "ServerRoot /srv", "Include conf.d/*.conf", "Include /srv/all", "Last 1")
                .with("/srv/conf.d/b.conf", "B 1")
                .with("/srv/conf.d/a.conf", "A 1", "ServerRoot /other")
                .with("/srv/conf.d/.hidden.conf", "Hidden 1")
                .with("/srv/conf.d/a.conf~", "Backup 1")
                .with("/srv/all/sub/two", "Two 1")
                .with("/srv/all/one", "One 1");
        assertThat(show(tree(files).nodes())).isEqualTo("A[1], B[1], One[1], Two[1], Last[1]");
        assertThat(tree(files).serverRoot()).isEqualTo("/other");
        assertThat(tree(files).nodes().get(0).origin()).hasToString("/srv/conf.d/a.conf:1");
    }

    @Test
    void wildcardsWorkInDirectoriesToo() {
        MemoryFiles files = new MemoryFiles()
                .with(
                        "/etc/httpd/httpd.conf",
                        "Include sites/*/vhost.conf",
                        "IncludeOptional nothing/*.conf",
                        "IncludeOptional no")
                .with("/etc/httpd/sites/b/vhost.conf", "B")
                .with("/etc/httpd/sites/a/vhost.conf", "A")
                .with("/etc/httpd/sites/c/other.conf", "C");
        assertThat(show(tree(files).nodes())).isEqualTo("A[], B[]");
        assertThat(tree(files).remarks()).hasSize(2);
    }

    @Test
    void linksToNowhereAreNoFiles() {
        ConfigFiles files = new ConfigFiles() {
            @Override
            public @Nullable String text(String path) {
                return path.endsWith("httpd.conf") ? "IncludeOptional d/*\nInclude d/*" : null;
            }

            @Override
            public @Nullable List<String> names(String path) {
                return path.endsWith("/d") ? List.of("x.conf") : null;
            }
        };
        assertThatThrownBy(() -> HttpdTreeReader.read(files, OPTIONS))
                .hasMessage("/etc/httpd/httpd.conf:2: no such file: /etc/httpd/d/x.conf");
    }

    @Test
    void includesInSectionsBelongToThem() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/httpd.conf", "<VirtualHost a>", "Include x.conf", "</VirtualHost>", "Include x.conf")
                .with("/etc/httpd/x.conf", "X");
        assertThat(show(tree(files).nodes())).isEqualTo("<VirtualHost [a] X[]>, X[]");
    }

    @Test
    void macrosAreUsed() {
        assertThat(read(
                        "<Macro VHost $name $namely>",
                        "<VirtualHost $name>",
                        "ServerAlias $namely",
                        "</VirtualHost>",
                        "</Macro>",
                        "Use VHost a b",
                        "Use vhost c \"d e\"",
                        "UndefMacro VHost"))
                .isEqualTo("<VirtualHost [a] ServerAlias[b]>, <VirtualHost [c] ServerAlias[d, e]>");
    }

    @Test
    void anUnclosedConditionEndsWithItsFile() {
        HttpdTree tree = tree("<IfModule core.c>", "X");
        assertThat(show(tree.nodes())).isEqualTo("X[]");
        assertThat(tree.remarks().get(0).why()).contains("is not closed");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("</Location>", ":1: </Location> closes nothing"),
                Arguments.of("<Location /a>", ":1: <Location> is not closed"),
                Arguments.of(
                        "<Location /a>\n</Proxy>", ":2: </Proxy> cannot close <Location> of /etc/httpd/httpd.conf:1"),
                Arguments.of("<Location /a>\n</Location >", ":2: </Location has no > after the name"),
                Arguments.of("<Location /a\n</Location>", ":1: <Location has no > at its end"),
                Arguments.of(
                        "<IfModule x>\n<A>\n</IfModule>",
                        ":3: </IfModule> cannot close <A> of /etc/httpd/httpd.conf:2"),
                Arguments.of("<IfModule x>", ":1: <IfModule> is not closed"),
                Arguments.of("<IfModule>\n</IfModule>", ":1: <IfModule> needs an argument"),
                Arguments.of("<IfVersion x>\n</IfVersion>", ":1: <IfVersion x>: expected a version like 2.4.10"),
                Arguments.of("Include", ":1: Include takes 1 argument, not 0"),
                Arguments.of("Include x", ":1: Include: no such file: x"),
                Arguments.of("Include x/*.conf", ":1: Include: no such file: x/*.conf"),
                Arguments.of("Define", ":1: Define takes 1 or 2 arguments, not 0"),
                Arguments.of("Define a:b c", ":1: Define: a variable's name must not have a colon: \"a:b\""),
                Arguments.of("LoadModule x", ":1: LoadModule takes 2 arguments, not 1"),
                Arguments.of("Use x", ":1: Use: there is no macro \"x\""),
                Arguments.of("UndefMacro x", ":1: UndefMacro: there is no macro \"x\""),
                Arguments.of("<Macro>\n</Macro>", ":1: <Macro> needs a name"),
                Arguments.of("<Macro a>\nX", ":1: <Macro> is not closed"),
                Arguments.of("<Macro a $b>\n</Macro>\nUse a", ":3: Use: the macro \"a\" takes 1 arguments, not 0"),
                Arguments.of("A\nB\u0000", ":2: the line has a NUL byte: this is not a text file"),
                Arguments.of(
                        "Include httpd.conf",
                        ":1: Include goes round in a circle: /etc/httpd/httpd.conf -> /etc/httpd/httpd.conf"),
                Arguments.of("<A>\n".repeat(200), ":128: files and sections are more than 128 deep"),
                Arguments.of(
                        "<Macro a>\nUse a\nUse a\n</Macro>\nUse a", ":2: files and sections are more than 128 deep"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedFilesAreRefused(String text, String message) {
        assertThatThrownBy(() -> tree(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message.startsWith(":") ? "/etc/httpd/httpd.conf" + message : message);
    }

    @Test
    void aCircleOfIncludesIsNamed() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/httpd.conf", "Include a.conf")
                .with("/etc/httpd/a.conf", "", "Include b.conf")
                .with("/etc/httpd/b.conf", "Include a.conf");
        assertThatThrownBy(() -> tree(files))
                .hasMessage(
                        "/etc/httpd/b.conf:1: Include goes round in a circle: /etc/httpd/a.conf -> /etc/httpd/b.conf"
                                + " -> /etc/httpd/a.conf");
    }

    @Test
    void anErrorInAnIncludedFileIsItsOwn() {
        MemoryFiles files = new MemoryFiles()
                .with("/etc/httpd/httpd.conf", "<VirtualHost a>", "Include a.conf", "</VirtualHost>")
                .with("/etc/httpd/a.conf", "</VirtualHost>");
        assertThatThrownBy(() -> tree(files)).hasMessage("/etc/httpd/a.conf:1: </VirtualHost> closes nothing");
    }

    @Test
    void variablesCannotFillTheMemory() {
        StringBuilder text = new StringBuilder("Define V0 " + "x".repeat(1000) + "\n");
        for (int i = 1; i < 40; i++) {
            text.append("Define V")
                    .append(i)
                    .append(" ${V")
                    .append(i - 1)
                    .append("}${V")
                    .append(i - 1)
                    .append("}\n");
        }
        assertThatThrownBy(() -> tree(text.toString())).hasMessageContaining("expand to more than 1048576 characters");
    }

    @Test
    void macrosCannotTakeForever() {
        StringBuilder text = new StringBuilder("<Macro M0>\nX\n</Macro>\n");
        for (int i = 1; i < 100; i++) {
            text.append("<Macro M" + i + ">\nUse M" + (i - 1) + "\nUse M" + (i - 1) + "\n</Macro>\n");
        }
        assertThatThrownBy(() -> tree(text + "Use M99"))
                .hasMessageContaining("the configuration has more than 1000000 lines");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> tree(new MemoryFiles())).hasMessage("/etc/httpd/httpd.conf: no such file");
        assertThatThrownBy(() -> HttpdOptions.of("httpd.conf"))
                .hasMessage("configFile must be an absolute path: httpd.conf");
        assertThatThrownBy(() -> OPTIONS.withVersion("2.4")).hasMessage("version must be like 2.4.68: 2.4");
    }

    @Test
    void theConfigurationFileIsRelativeToServerRoot() {
        HttpdOptions options = new HttpdOptions("conf/h.conf", "/etc/httpd", Set.of(), Map.of(), Set.of(), "2.4.1");
        assertThat(HttpdTreeReader.read(new MemoryFiles().with("/etc/httpd/conf/h.conf", "X"), options)
                        .nodes())
                .hasSize(1);
    }
}
