package dev.holdfast.server.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AttributesTest {
    private final List<String> dropped = new ArrayList<>();

    private Map<String, Object> throughBytes(Map<String, Object> attributes) throws IOException {
        return Attributes.read(
                Attributes.write(attributes, dropped::add), getClass().getClassLoader());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertThat(throughBytes(Map.of("a", 1, "b", List.of("x", "y"))))
                .isEqualTo(Map.of("a", 1, "b", List.of("x", "y")));
        assertThat(throughBytes(Map.of())).isEmpty();
        assertThat(dropped).isEmpty();
    }

    @Test
    void whatAttributesShareTheyShareAfterwards() throws Exception {
        List<String> shared = new ArrayList<>(List.of("x"));
        Map<String, Object> read = throughBytes(Map.of("a", shared, "b", shared));
        assertThat(read.get("a")).isEqualTo(shared).isSameAs(read.get("b"));
    }

    @Test
    void whatCannotBeWrittenIsDroppedAndNamed() throws Exception {
        Object notSerialisable = new Object();
        assertThat(throughBytes(
                        Map.of("a", 1, "b", notSerialisable, "c", List.of(notSerialisable), "d", new Refusing())))
                .isEqualTo(Map.of("a", 1));
        assertThat(dropped).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void whatCannotBeReadIsAnErrorInOneLine() {
        byte[] bytes = Attributes.write(Map.of("a", new Refused()), dropped::add);
        assertThatThrownBy(() -> Attributes.read(bytes, getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("as planned");
        assertThatThrownBy(
                        () -> Attributes.read(new byte[] {1, 2, 3}, getClass().getClassLoader()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void classesAreLookedForInTheLoaderFirst() throws Exception {
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                asked.add(name);
                throw new ClassNotFoundException(name);
            }
        };
        byte[] bytes = Attributes.write(Map.of("a", new Known("x")), dropped::add);
        assertThat(Attributes.read(bytes, loader)).isEqualTo(Map.of("a", new Known("x")));
        assertThat(asked).contains(Known.class.getName());
    }

    private record Known(String text) implements Serializable {}

    private static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new NotSerializableException("as planned");
        }
    }

    private record Refused() implements Serializable {
        Refused {
            if (StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("readObject")))) {
                throw new IllegalStateException("as planned");
            }
        }
    }
}
