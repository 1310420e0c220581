package dev.holdfast.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SysctlTest {
    @Test
    void readsWhatSysctlPrintsAndWhatItsFileHas() {
        Sysctl sysctl = Sysctl.read(
                "sysctl.conf",
                "# comment\n; another\n\nnet.core.somaxconn = 4096\nnet/ipv4/tcp_keepalive_time=7200\n-kernel.x = a=b\n"
                        + "net.core.somaxconn=128\nnet.ipv4.ip_local_port_range = 32768\t60999");
        assertThat(sysctl.number("net.core.somaxconn").orElseThrow()).hasToString("128 (sysctl.conf:7)");
        assertThat(sysctl.number("net.ipv4.tcp_keepalive_time").orElseThrow()).hasToString("7200 (sysctl.conf:5)");
        assertThat(sysctl.values().get("kernel.x")).hasToString("a=b (sysctl.conf:6)");
        assertThat(sysctl.number("kernel.x")).isEmpty();
        assertThat(sysctl.number("fs.nr_open")).isEmpty();
        assertThat(sysctl.localPorts().orElseThrow()).hasToString("28232 (sysctl.conf:8)");
    }

    @Test
    void whatSetsNothingIsReadOver() {
        Sysctl sysctl = Sysctl.read(
                "f",
                "-net.ipv4.conf.all.rp_filter\nsysctl: permission denied on key 'kernel.cad_pid'\n"
                        + "-net/ipv4/conf/*/rp_filter\nfs.nr_open = 5");
        assertThat(sysctl.values()).containsOnlyKeys("fs.nr_open");
    }

    @Test
    void filesOfOneDirectoryAreReadByNameAndOthersAfterThem() {
        assertThat(SysctlFiles.inOrder(List.of(
                        "/etc/sysctl.conf",
                        "/usr/lib/sysctl.d/50-a.conf",
                        "/copy/etc/sysctl.d/50-a.conf",
                        "/run/sysctl.d/60-b.conf",
                        "/etc/sysctl.d/10-c.conf",
                        "/tmp/out")))
                .containsExactly(
                        "/etc/sysctl.d/10-c.conf",
                        "/copy/etc/sysctl.d/50-a.conf",
                        "/run/sysctl.d/60-b.conf",
                        "/etc/sysctl.conf",
                        "/tmp/out");
    }

    @Test
    void aLineThatIsNoSettingIsAnErrorWithItsPlace() {
        assertThatThrownBy(() -> Sysctl.read("f", "= 1")).hasMessageStartingWith("f:1: must be name = value");
        assertThatThrownBy(() -> Sysctl.read("f", "a = 1\nnonsense"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("f:2: must be name = value");
    }
}
