package org.tfmirror.processor.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.work.ConstraintException.AllHeld;
import org.tfmirror.processor.work.ConstraintException.NoVersionMatches;
import org.tfmirror.processor.work.ConstraintException.PlatformNotOffered;
import org.tfmirror.processor.work.ConstraintException.TooManyVersions;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestJobLimits;

/** Which packages a constraint stands for. */
class ConstraintResolverTest {

    private static final String LINUX = "linux_amd64";
    private static final String DARWIN = "darwin_arm64";

    /** Without a policy. */
    private static final ConstraintResolver.ListSource ALL =
            (provider, asked) -> new EntryCheck.Listed(asked.availableVersions(provider), List.of());

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final ConstraintResolver resolver = new ConstraintResolver(origin, new TestJobLimits(100, 3));

    @Test
    void allVersionsThatMatchNewestFirstForEachPlatform() throws Exception {
        origin.list("1.2.0 2.0.0 1.10.0 1.9.0-rc1", LINUX, DARWIN);

        assertThat(namesOf(resolver.resolve(Packages.selected("~> 1.2", LINUX, DARWIN), new StopSignal(), ALL)))
                .containsExactly("1.10.0 " + LINUX, "1.10.0 " + DARWIN, "1.2.0 " + LINUX, "1.2.0 " + DARWIN);
    }

    @Test
    void aStopEndsTheRequestForTheList() {
        StopSignal signal = new StopSignal();
        origin.whileAsked = what -> signal.stop(StopSignal.Reason.CANCELLED);

        assertThatThrownBy(() -> resolver.resolve(Packages.selected("latest", LINUX), signal, ALL))
                .isInstanceOf(Aborted.class);
    }

    @Test
    void theLatestIsOneRelease() throws Exception {
        origin.list("1.2.0 2.0.0 2.1.0-rc1");

        assertThat(namesOf(resolver.resolve(Packages.selected("latest", LINUX), new StopSignal(), ALL)))
                .containsExactly("2.0.0 " + LINUX);
    }

    @Test
    void aHeldVersionIsNotPicked() throws Exception {
        origin.list("1.1.0 1.0.0", LINUX);
        List<ProviderVersion> held = List.of(ProviderVersion.parse("2.0.0"));

        assertThat(namesOf(resolver.resolve(
                        Packages.selected("latest", LINUX),
                        new StopSignal(),
                        (provider, asked) -> new EntryCheck.Listed(asked.availableVersions(provider), held))))
                .containsExactly("1.1.0 " + LINUX);
    }

    @Test
    void whereAllThatMatchIsHeldItIsSaid() {
        List<ProviderVersion> held = List.of(ProviderVersion.parse("2.1.0"), ProviderVersion.parse("2.0.0"));
        origin.list("1.0.0", LINUX);

        assertThatThrownBy(() -> resolver.resolve(
                        Packages.selected("~> 2.0", LINUX),
                        new StopSignal(),
                        (provider, asked) -> new EntryCheck.Listed(asked.availableVersions(provider), held)))
                .isInstanceOf(AllHeld.class)
                .hasMessage("every version of example.com/acme/demo that matches ~> 2.0 is held, the newest is 2.1.0;"
                        + " see /admin/api/holds");
    }

    @Test
    void aVersionThatIsNotBuiltForAPlatformBringsNothingForIt() throws Exception {
        origin.listed = List.of(listed("1.2.0", LINUX), listed("1.1.0", LINUX, DARWIN), listed("1.0.0"));

        ResolvedPackages resolved = resolver.resolve(Packages.selected(">= 1", LINUX, DARWIN), new StopSignal(), ALL);

        assertThat(namesOf(resolved))
                .containsExactly(
                        "1.2.0 " + LINUX, "1.1.0 " + LINUX, "1.1.0 " + DARWIN, "1.0.0 " + LINUX, "1.0.0 " + DARWIN);
        assertThat(resolved.fault()).isNull();
        assertThat(resolved.warnings())
                .containsExactly(
                        "example.com/acme/demo >= 1.0.0 (linux_amd64, darwin_arm64): its newest version, 1.2.0, is not"
                                + " offered for darwin_arm64");
    }

    @Test
    void aPlatformOfNoMatchingVersionIsNamedAndTheOthersResolve() throws Exception {
        origin.listed = List.of(listed("1.2.0", LINUX), listed("2.0.0", LINUX, DARWIN));

        ResolvedPackages resolved =
                resolver.resolve(Packages.selected("~> 1.0", LINUX, DARWIN, "plan9_mips"), new StopSignal(), ALL);

        assertThat(namesOf(resolved)).containsExactly("1.2.0 " + LINUX);
        assertThat(resolved.fault())
                .isInstanceOf(PlatformNotOffered.class)
                .hasMessage("no version of example.com/acme/demo that matches ~> 1.0 is offered for"
                        + " darwin_arm64, plan9_mips");
        assertThat(resolved.warnings()).isEmpty(); // it is said already
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "~> 9.0 | 1.2.0 2.0.0 2.1.0-rc1 | the newest is 2.0.0",
                "latest | 2.0.0-rc1 2.0.0-rc2   | the newest is 2.0.0-rc2",
                "= 1.0.0-rc1, >= 1.0 | 1.0.0    | the newest is 1.0.0",
            })
    void whereNothingMatchesTheNewestIsNamed(String constraint, String available, String newest) {
        origin.list(available, LINUX);

        assertThatThrownBy(() -> resolver.resolve(Packages.selected(constraint, LINUX), new StopSignal(), ALL))
                .isInstanceOf(NoVersionMatches.class)
                .hasMessageContaining(
                        "matches " + Packages.selected(constraint, LINUX).versionText())
                .hasMessageEndingWith(newest);
    }

    @Test
    void aRegistryWithoutVersionsIsSaidToHaveNone() {
        assertThatThrownBy(() -> resolver.resolve(Packages.selected("latest", LINUX), new StopSignal(), ALL))
                .isInstanceOf(NoVersionMatches.class)
                .hasMessageEndingWith("the registry lists no versions");
    }

    @Test
    void asManyVersionsAsAConstraintMayBringAndNoMore() throws Exception {
        origin.list("1.0.0 1.1.0 1.2.0", LINUX);
        assertThat(resolver.resolve(Packages.selected(">= 1", LINUX), new StopSignal(), ALL)
                        .packages())
                .hasSize(3);

        origin.list("1.0.0 1.1.0 1.2.0 1.3.0", LINUX);
        assertThatThrownBy(() -> resolver.resolve(Packages.selected(">= 1", LINUX), new StopSignal(), ALL))
                .isInstanceOf(TooManyVersions.class)
                .hasMessage(">= 1.0.0 matches 4 versions of example.com/acme/demo, and"
                        + " tfmirror.admin.max-versions-per-constraint allows 3");
    }

    private static AvailableVersion listed(String version, String... platforms) {
        return new AvailableVersion(
                ProviderVersion.parse(version),
                Set.copyOf(Stream.of(platforms).map(Platform::parse).toList()));
    }

    private static List<String> namesOf(ResolvedPackages resolved) {
        return resolved.packages().stream()
                .map((PackageId id) -> id.version() + " " + id.platform())
                .toList();
    }
}
