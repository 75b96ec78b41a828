package org.tfmirror.catalog.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Which versions clients are told of, and when. */
class ReleasesTest {

    private static final String SOURCE = "example.com/acme/demo";
    private static final String LINUX = "linux_amd64";
    private static final String DARWIN = "darwin_arm64";
    private static final String WINDOWS = "windows_amd64";

    private final Releases releases = new Releases();
    private final Catalog catalog = new Catalog(TestDatabase.dataSource());
    private final ServedPackages served = new ServedPackages(TestDatabase.dataSource());

    @BeforeEach
    @AfterEach
    void nothingIsThere() {
        TestDatabase.empty();
    }

    @Test
    void theFirstVersionWaitsForItsOwnOrder() throws Exception {
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN, WINDOWS), LINUX, DARWIN);

        record("1.0.0", LINUX);
        assertThat(listed()).isEmpty();

        record("1.0.0", DARWIN);
        assertThat(listed()).containsExactly("1.0.0");
    }

    @Test
    void aConstraintsVersionWaitsForWhatTheNextLowerOneServes() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN, WINDOWS);
        orderByConstraint("1.1.0", Set.of(LINUX, DARWIN), LINUX);

        record("1.1.0", LINUX);

        assertThat(listed()).containsExactly("1.0.0");
        assertThat(waitingFor("1.1.0")).containsExactly(DARWIN); // and not for windows, which is not offered
        record("1.1.0", DARWIN);
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void whereTheOriginIsSilentAllOfTheNextLowerOneIsWaitedFor() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        orderByConstraint("1.1.0", null, LINUX);

        record("1.1.0", LINUX);

        assertThat(waitingFor("1.1.0")).containsExactly(DARWIN);
    }

    @Test
    void theNextLowerListedVersionIsMeant() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        orderByConstraint("1.9.0", Set.of(LINUX, WINDOWS), LINUX, WINDOWS);
        record("1.9.0", LINUX); // waits for windows, so nobody takes it
        mirrored("2.0.0-rc1", WINDOWS); // nobody takes it without naming it
        mirrored("3.0.0", WINDOWS);
        orderByConstraint("1.10.0", Set.of(LINUX, DARWIN), LINUX);

        record("1.10.0", LINUX);

        assertThat(waitingFor("1.10.0")).containsExactly(DARWIN);
        record("1.10.0", DARWIN);
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.10.0", "2.0.0-rc1", "3.0.0");
    }

    @Test
    void severalOrdersWaitForTheUnion() throws Exception {
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), LINUX);
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), DARWIN);

        record("1.0.0", LINUX);
        assertThat(listed()).isEmpty();

        record("1.0.0", DARWIN);
        assertThat(listed()).containsExactly("1.0.0");
    }

    @Test
    void aVersionThatWasNamedWaitsForItsOrderOnlyAndWarns() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);

        List<String> warnings = orderByName("1.1.0", LINUX, WINDOWS);

        String warning = "example.com/acme/demo 1.1.0 has no package for darwin_arm64, which 1.0.0 has: once it is"
                + " listed, clients on darwin_arm64 that have no lock file fail where their constraint allows this version";
        assertThat(warnings).containsExactly(warning);
        record("1.1.0", LINUX);
        assertThat(listed()).containsExactly("1.0.0");
        assertThat(waitingFor("1.1.0")).containsExactly(WINDOWS);
        assertThat(record("1.1.0", WINDOWS).warnings()).containsExactly(warning);
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aVersionThatWasNamedForAllWarnsOfNothing() throws Exception {
        mirrored("1.0.0", LINUX);

        assertThat(orderByName("1.1.0", LINUX, DARWIN)).isEmpty();
        assertThat(orderByName("0.9.0", DARWIN)).isEmpty();
        assertThat(orderByName("1.0.0", DARWIN)).isEmpty(); // it is listed already
        assertThat(orderByName("2.0.0-rc1", DARWIN)).isEmpty(); // clients without a lock file take no prerelease
    }

    @Test
    void toNameAVersionThatIsThereListsIt() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        orderByConstraint("1.1.0", Set.of(LINUX, DARWIN), LINUX);
        record("1.1.0", LINUX);

        assertThat(orderByName("1.1.0", LINUX)).singleElement().asString().contains("darwin_arm64");

        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void anOrderMaySayThatNothingIsWaitedFor() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        order(new ReleaseOrder(release("1.1.0"), ListingRule.COMPLETE, platforms(LINUX, DARWIN), null).asIs());

        record("1.1.0", DARWIN);

        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void anOperatorListsAVersionAsItIs() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        orderByConstraint("1.1.0", Set.of(LINUX, DARWIN), LINUX, DARWIN);
        assertThat(listAsIs("1.1.0")).isEmpty(); // there is nothing of it
        record("1.1.0", DARWIN);

        Optional<Listing> listing = listAsIs("1.1.0");

        assertThat(listing.orElseThrow().warnings()).singleElement().asString().contains("clients on linux_amd64");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(waitingFor("1.1.0")).isEmpty();
        assertThat(listAsIs("1.1.0")).isEmpty(); // it is listed already
    }

    @Test
    void whatIsListedStaysSoWhateverIsOrderedLater() throws Exception {
        mirrored("1.0.0", LINUX);

        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), LINUX, DARWIN);

        assertThat(listed()).containsExactly("1.0.0");
        assertThat(record("1.0.0", DARWIN).listed()).isTrue();
    }

    @Test
    void aBlockedPackageIsNotThere() throws Exception {
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), LINUX, DARWIN);
        record("1.0.0", LINUX);
        execute("update mirrored_package set blocked = true");

        record("1.0.0", DARWIN);

        assertThat(waitingFor("1.0.0")).containsExactly(LINUX);
        execute("update mirrored_package set blocked = false");
        assertThat(decide("1.0.0").listed()).isTrue();
    }

    @Test
    void aListedVersionStaysWithoutOneOfItsPlatformsAndWarns() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);

        assertThat(remove("1.0.0", LINUX))
                .containsExactly("example.com/acme/demo 1.0.0 stays listed without linux_amd64: clients on linux_amd64"
                        + " that have no lock file fail where their constraint allows this version");

        assertThat(listed()).containsExactly("1.0.0");
    }

    @Test
    void withItsLastPackageAVersionsListingIsOver() throws Exception {
        mirrored("1.0.0", LINUX, DARWIN);
        remove("1.0.0", LINUX);

        assertThat(remove("1.0.0", DARWIN)).isEmpty();

        assertThat(query("select * from release")).isEmpty();
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), LINUX, DARWIN);
        record("1.0.0", LINUX);
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatWasOrderedStaysOrderedWhenAPackageIsRemoved() throws Exception {
        orderByConstraint("1.0.0", Set.of(LINUX, DARWIN), LINUX, DARWIN);
        record("1.0.0", LINUX);

        assertThat(remove("1.0.0", LINUX)).isEmpty();

        record("1.0.0", DARWIN);
        assertThat(listed()).isEmpty();
        assertThat(waitingFor("1.0.0")).containsExactly(LINUX);
    }

    @Test
    void aVersionWithoutARowIsForOthersToAdopt() throws Exception {
        insert("1.0.0", LINUX);

        Optional<Listing> listing = inTransaction(connection -> releases.decide(connection, release("1.0.0")));

        assertThat(listing).isEmpty();
    }

    private void mirrored(String version, String... platforms) throws Exception {
        orderByName(version, platforms);
        for (String each : platforms) {
            record(version, each);
        }
        assertThat(listed()).contains(version);
    }

    private void orderByConstraint(String version, @Nullable Set<String> offered, String... platforms)
            throws Exception {
        Set<Platform> known = offered == null ? null : platforms(offered.toArray(String[]::new));
        assertThat(order(new ReleaseOrder(release(version), ListingRule.COMPLETE, platforms(platforms), known)))
                .isEmpty();
    }

    private List<String> orderByName(String version, String... platforms) throws Exception {
        return order(new ReleaseOrder(release(version), ListingRule.ORDERED, platforms(platforms), null));
    }

    private List<String> order(ReleaseOrder order) throws Exception {
        return inTransaction(connection -> releases.order(connection, List.of(order)));
    }

    private Listing record(String version, String platform) throws Exception {
        insert(version, platform);
        return decide(version);
    }

    private void insert(String version, String platform) throws Exception {
        PackageId id = Packages.of(SOURCE, version, platform);
        PackageHash zh = PackageHash.ofSha256("a".repeat(64));
        PackageHash h1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        inTransaction(connection -> {
            catalog.record(connection, new VerifiedPackage(id, "key", 1, zh, h1, null, null, List.of()));
            return true;
        });
    }

    private Listing decide(String version) throws Exception {
        return inTransaction(connection -> releases.decide(connection, release(version)))
                .orElseThrow();
    }

    private Optional<Listing> listAsIs(String version) throws Exception {
        return inTransaction(connection -> releases.listAsIs(connection, release(version)));
    }

    private List<String> remove(String version, String platform) throws Exception {
        Platform lost = Platform.parse(platform);
        execute("delete from mirrored_package where version = ? and os = ?", version, lost.os());
        return inTransaction(connection -> releases.withdraw(connection, release(version), lost));
    }

    private List<String> listed() throws Exception {
        return served.versions(release("1.0.0").provider());
    }

    private static List<String> waitingFor(String version) {
        return query("select unnest(waiting_for) from release where version = ? order by 1", version).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static ReleaseId release(String version) {
        return new ReleaseId(Packages.of(SOURCE, "1.0.0", LINUX).provider(), ProviderVersion.parse(version));
    }

    private static Set<Platform> platforms(String... names) {
        return Stream.of(names).map(Platform::parse).collect(Collectors.toSet());
    }

    private interface Work<T> {
        T run(Connection connection) throws Exception;
    }

    private static <T> T inTransaction(Work<T> work) throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            T result = work.run(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        }
    }
}
