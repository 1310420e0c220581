package dev.holdfast.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtractionTest {
    @TempDir
    private Path directory;

    private WorkDirectory work;

    @BeforeEach
    void createWorkDirectory() throws IOException {
        work = WorkDirectory.create(directory.resolve("work"));
    }

    @Test
    void everythingIsUnpacked() throws IOException {
        Path zip = new War()
                .file("a.txt", "a")
                .file("b/", "")
                .file("b/c/d.txt", "d")
                .write(directory, "x.war");

        Path target = Extraction.LIMITED.unpack(zip, work, "app");

        assertThat(target).isEqualTo(work.root().resolve("app"));
        assertThat(target.resolve("a.txt")).hasContent("a");
        assertThat(target.resolve("b/c/d.txt")).hasContent("d");
    }

    @Test
    void onlyTheFolderAskedForIsUnpacked() throws IOException {
        Path zip = new War()
                .file("META-INF/resources/r.txt", "r")
                .file("x.txt", "x")
                .write(directory, "x.jar");

        Path target = Extraction.LIMITED.unpack(zip, "META-INF/resources/", work, "app");

        assertThat(target.resolve("r.txt")).hasContent("r");
        assertThat(target.resolve("x.txt")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "/evil.txt", "..\\evil.txt", "C:/evil.txt", "a/.."})
    void entryOutsideOfTheArchiveIsRefused(String name) throws IOException {
        Path zip = new War().file(name, "evil").write(directory, "x.war");

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not a path beneath the archive's root");
        assertThat(directory.resolve("evil.txt")).doesNotExist();
    }

    @Test
    void limitsAreExact() throws IOException {
        Path zip = new War().file("a", "12345").file("b", "678").write(directory, "x.war");

        new Extraction(2, 8).unpack(zip, work, "fits");
        assertThatThrownBy(() -> new Extraction(1, 8).unpack(zip, work, "app"))
                .hasMessageContaining("2 entries; at most 1");
        assertThatThrownBy(() -> new Extraction(2, 7).unpack(zip, work, "app"))
                .hasMessageContaining("more than 7 bytes");
    }

    @Test
    void zipOfZeroesIsUnpackedNoFurtherThanTheLimit() throws IOException {
        Path zip = new War().file("zeroes", new byte[64 << 20]).write(directory, "x.war");
        assertThat(zip.toFile().length()).isLessThan(1 << 20);

        assertThatThrownBy(() -> new Extraction(1, 1 << 20).unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("more than 1048576 bytes");
        assertThat(work.root().resolve("app/zeroes").toFile().length()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void whatIsNoZipIsRefused() throws IOException {
        Path zip = Files.writeString(directory.resolve("x.war"), "not a zip");

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not a web archive, or a corrupt one");
    }

    @Test
    void truncatedZipIsRefused() throws IOException {
        byte[] bytes = new War().file("a.txt", "a".repeat(1000)).zip();
        Path zip = Files.write(directory.resolve("x.war"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app")).isInstanceOf(Fault.class);
    }

    @Test
    void entryWhoseBytesAreNotThoseOfItsChecksumIsRefused() throws IOException {
        Path zip = Files.write(directory.resolve("x.war"), storedWithAWrongByte());

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessage("the entry is corrupt (its CRC-32 is not the one in the archive)")
                .asInstanceOf(type(Fault.class))
                .extracting(Fault::element)
                .isEqualTo("page.html");
    }

    private static byte[] storedWithAWrongByte() throws IOException {
        byte[] content = "all is well".getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry("page.html");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(entry);
            zip.write(content);
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1).replace("all is well", "all is hell");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void entryThatIsBothFileAndDirectoryIsRefused() throws IOException {
        Path zip = new War().file("a", "a").file("a/b", "b").write(directory, "x.war");

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("both a file and a directory");
    }

    @Test
    void nothingIsUnpackedIntoAWorkDirectoryThatIsGone() throws IOException {
        Path zip = new War().file("a/b.txt", "b").write(directory, "x.war");
        work.close();

        assertThatThrownBy(() -> Extraction.LIMITED.unpack(zip, work, "app"))
                .isInstanceOf(Fault.class)
                .hasMessage("cannot be deployed: the server is stopping");
        assertThat(work.root()).doesNotExist();
    }
}
