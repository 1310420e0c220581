package dev.holdfast.server.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.deployments.FolderMachine.Deploy;
import dev.holdfast.server.deployments.FolderMachine.Refuse;
import dev.holdfast.server.deployments.FolderMachine.Undeploy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FolderMachineTest {
    private static final long NOW = 1_000_000;

    private final FolderMachine machine = new FolderMachine();

    private List<FolderMachine.Step> look(Found... present) {
        return machine.look(List.of(present), Set.of(), NOW);
    }

    private static Found old(String name) {
        return new Found(name, 10, 0, true);
    }

    @Test
    void whatHasSettledIsTakenAtTheFirstLook() {
        long settled = NOW - FolderMachine.SETTLED_MILLIS;
        assertThat(look(
                        new Found("c.war", 1, settled + 1, true),
                        new Found("b.war", 1, settled, true),
                        new Found("a.war", 1, settled - 1, true)))
                .containsExactly(new Deploy("a.war"), new Deploy("b.war"));
    }

    @Test
    void whatComesIsTakenWhenItHasNotChangedFromOneLookToTheNext() {
        look();
        assertThat(look(new Found("a.war", 1, 5, true))).isEmpty();
        assertThat(look(new Found("a.war", 2, 5, true))).isEmpty();
        assertThat(look(new Found("a.war", 2, 6, true))).isEmpty();
        assertThat(look(new Found("a.war", 2, 6, true))).containsExactly(new Deploy("a.war"));
        assertThat(look(new Found("a.war", 2, 6, true))).isEmpty();
    }

    @Test
    void anArchiveWithoutItsEndIsLeftAlone() {
        Found half = new Found("a.war", 1, NOW, false);
        assertThat(look(half)).isEmpty();
        assertThat(look(half)).isEmpty();
        assertThat(look(old("a.war"))).isEmpty();
        assertThat(look(old("a.war"))).containsExactly(new Deploy("a.war"));
    }

    @Test
    void anArchiveWithoutItsEndIsRefusedWhenNobodyCanBeCopyingItStill() {
        long abandoned = NOW - FolderMachine.ABANDONED_MILLIS;
        List<Found> halves = List.of(
                new Found("a.war", 1, abandoned - 1, false),
                new Found("b.war", 1, abandoned, false),
                new Found("c.war", 1, abandoned + 1, false));
        assertThat(machine.look(halves, Set.of(), NOW)).containsExactly(new Refuse("a.war"), new Refuse("b.war"));
        assertThat(machine.look(halves, Set.of(), NOW)).isEmpty();
        assertThat(machine.look(halves, Set.of(), NOW + 1)).containsExactly(new Refuse("c.war"));
    }

    @Test
    void whatCannotBeLookedAtIsNeitherGoneNorNew() {
        look(old("a.war"));
        assertThat(look(Found.unknown("a.war"), Found.unknown("b.war"))).isEmpty();
        assertThat(look(Found.unknown("a.war"), Found.unknown("b.war"))).isEmpty();
        assertThat(look(old("a.war"))).isEmpty();
    }

    @Test
    void whatChangesIsDeployedAgainAndStaysUntilThen() {
        look(old("a.war"));
        Found half = new Found("a.war", 3, NOW, false);
        Found whole = new Found("a.war", 4, 8, true);
        assertThat(look(half)).isEmpty();
        assertThat(look(whole)).isEmpty();
        assertThat(look(whole)).containsExactly(new Deploy("a.war"));
    }

    @Test
    void whatIsGoneIsUndeployedOnceAndFirst() {
        look(old("a.war"), old("b.war"));
        assertThat(look(old("c.war"))).containsExactly(new Undeploy("a.war"), new Undeploy("b.war"));
        assertThat(look(old("c.war"))).containsExactly(new Deploy("c.war"));
    }

    @Test
    void whatWasNeverTakenIsNotUndeployed() {
        look(new Found("a.war", 1, NOW, false));
        assertThat(look()).isEmpty();
    }

    @Test
    void whatComesBackAsItWasIsDeployedAgain() {
        look(old("a.war"));
        look();
        assertThat(look(old("a.war"))).isEmpty();
        assertThat(look(old("a.war"))).containsExactly(new Deploy("a.war"));
    }

    /** As it looks from a server whose clock has been put back, or is behind that of whoever copies. */
    @Test
    void whatWasModifiedInTheFutureIsTakenWhenItHasNotChangedFromOneLookToTheNext() {
        Found future = new Found("a.war", 1, NOW + 3_600_000, true);
        assertThat(look(future)).isEmpty();
        assertThat(look(future)).containsExactly(new Deploy("a.war"));
        assertThat(look(future)).isEmpty();
    }

    @Test
    void clockThatIsPutBackOrForthDeploysNothingAgain() {
        Found found = old("a.war");
        assertThat(machine.look(List.of(found), Set.of(), NOW)).containsExactly(new Deploy("a.war"));
        assertThat(machine.look(List.of(found), Set.of(), 0)).isEmpty();
        assertThat(machine.look(List.of(found), Set.of(), NOW * NOW)).isEmpty();
        assertThat(machine.look(List.of(found), Set.of(), NOW)).isEmpty();
    }

    @Test
    void whatIsReplacedByAnOlderOneIsDeployedAgain() {
        look(new Found("a.war", 10, 7, true));
        assertThat(look(new Found("a.war", 10, 6, true))).isEmpty();
        assertThat(look(new Found("a.war", 10, 6, true))).containsExactly(new Deploy("a.war"));
    }

    @Test
    void whatIsBusyIsTakenOrGivenUpWhenItIsNoMore() {
        look(old("a.war"), old("b.war"));
        Set<String> busy = Set.of("a.war", "b.war");
        List<Found> next = List.of(new Found("a.war", 11, 0, true));
        assertThat(machine.look(next, busy, NOW)).isEmpty();
        assertThat(machine.look(next, busy, NOW)).isEmpty();
        assertThat(machine.look(next, Set.of(), NOW)).containsExactly(new Undeploy("b.war"), new Deploy("a.war"));
    }
}
