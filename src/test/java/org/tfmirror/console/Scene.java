package org.tfmirror.console;

import java.util.List;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.StackSql;

/**
 * A mirror in the middle of its work, written into the database of the running application: for the console to show. What
 * it has is real in nothing but its rows, so it goes again with {@link #clear()}.
 */
final class Scene {

    /** A name, a message, a reason as somebody means harm would choose them. */
    static final String HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;{config:all}";

    /** The name of one. */
    static final String SUBSCRIPTION = "scene-core";

    private static final String BY = "subscription core";
    private static final String KEY = "C874011F0AB405110D02105534365D9472D7468F";

    private final long running;
    private final long failed;
    private final long packageId;
    private final long hold;
    private final long imported;

    private Scene(long running, long failed, long packageId, long hold, long imported) {
        this.running = running;
        this.failed = failed;
        this.packageId = packageId;
        this.hold = hold;
        this.imported = imported;
    }

    static Scene play() {
        clear();
        mirror(MirrorStack.ORIGIN, "consul", "2.22.0", "linux_amd64", "12700144", 100_000);
        long altered = mirror("random", "3.6.0", "linux_arm64", "4690144", 90_000);
        mirror("google", "7.23.0", "linux_amd64", "37100144", 9_000);
        mirror("aws", "6.40.0", "linux_amd64", "180700144", 3_000);
        mirror("aws", "6.40.0", "linux_arm64", "172700144", 3_000);
        long packageId = mirror("random", "3.7.2", "linux_amd64", "4700144", 600);
        mirror("aws", "6.40.1", "linux_amd64", "180900144", 55);
        mirror("kubernetes", "3.0.1", "linux_amd64", "19100144", 41);
        mirror("kubernetes", "3.0.1", "windows_amd64", "19800144", 41);
        mirror("google", "7.24.0", "linux_amd64", "37200144", 3);
        mirror("google", "7.24.0", "darwin_arm64", "36900144", 3);
        StackSql.update(
                "update mirrored_package set integrity = 'altered', checked_at = now() - interval '35 min'"
                        + " where id = ?",
                altered);
        StackSql.update("insert into release (hostname, namespace, type, version, waiting_for)"
                + " values ('registry.terraform.io', 'hashicorp', 'aws', '6.40.1', '{linux_arm64}')"
                + " on conflict (hostname, namespace, type, version)"
                + " do update set listed_at = null, waiting_for = excluded.waiting_for");
        StackSql.update("insert into release (hostname, namespace, type, version, listed_at)"
                + " select distinct hostname, namespace, type, version, now() from mirrored_package"
                + " where namespace = 'hashicorp' on conflict do nothing");
        long running = job("running", 5, 2, 1, "");
        item(running, 0, "aws", "6.41.0", "linux_amd64", "completed", "", "", 180_900_144, 180_900_144);
        item(
                running,
                1,
                "aws",
                "6.41.0",
                "linux_arm64",
                "failed",
                "checksum_mismatch",
                "archive: SHA-256 expected f6a86a8fd12b34c9, found b06fdde25ac1b1fd; fetched twice",
                0,
                0);
        item(running, 2, "aws", "6.40.1", "darwin_arm64", "downloading", "", "", 74_100_000, 180_200_000);
        item(
                running,
                3,
                "aws",
                "6.40.1",
                "windows_amd64",
                "pending",
                "rate_limited",
                "registry.terraform.io asks for a pause",
                0,
                0);
        item(running, 4, "aws", "6.40.0", "darwin_arm64", "pending", "", "", 0, 0);
        long failed = job("failed", 1, 0, 1, "the signing key is not one of the pinned keys");
        item(
                failed,
                0,
                "vault",
                "5.3.0",
                "linux_amd64",
                "failed",
                "key_changed",
                "the signing key is not one of the pinned keys " + HOSTILE,
                0,
                0);
        long done = job("completed", 2, 2, 0, "");
        item(done, 0, "google", "7.24.0", "linux_amd64", "completed", "", "", 37_200_144, 37_200_144);
        item(done, 1, "google", "7.24.0", "darwin_arm64", "completed", "", "", 36_900_144, 36_900_144);
        long hold = hold("kubernetes", "3.1.0", "held");
        hold("google", "7.25.0", "waived");
        hold("random", "3.8.0", "rejected");
        subscribe(done);
        long exported = job("completed", 2, 2, 0, "");
        item(exported, 0, "google", "7.24.0", "linux_amd64", "completed", "", "", 37_200_144, 37_200_144);
        StackSql.update(
                "insert into bundle (id, direction, folder, created_by, part_size) values (?, 'export', ?, ?, 1000)",
                exported,
                "bundles/" + exported,
                BY);
        StackSql.update(
                "insert into bundle_part (bundle_id, number, size_bytes, sha256)"
                        + " values (?, 1, 74100288, '03360ed3ecd31e8c5dac9c95fe0858be50f3e9a0d0c654b5e504109c2159287d')",
                exported);
        return new Scene(running, failed, packageId, hold, importBundle());
    }

    private static long importBundle() {
        long id = StackSql.number("select coalesce(max(id), 0) + 1000000 from job");
        StackSql.update(
                "insert into bundle (id, direction, folder, created_by, source, serial, packed_at, missing)"
                        + " values (?, 'import', 'bundles/import/WEEK-48', ?, 'b3ae16c0a1f3e9d2', 48,"
                        + " now() - interval '2 days', 'registry.terraform.io/hashicorp/vault 5.3.0 linux_amd64')",
                id,
                BY);
        for (String version : List.of("3.7.2", "3.5.0")) {
            StackSql.update(
                    "insert into bundle_statement (bundle_id, hostname, namespace, type, version, os, arch, reason)"
                            + " values (?, 'registry.terraform.io', 'hashicorp', 'random', ?, 'linux', 'amd64',"
                            + " 'it writes to a log what it should not')",
                    id,
                    version);
        }
        return id;
    }

    private static void subscribe(long job) {
        StackSql.update(
                "insert into subscription (name, every_seconds, digest, owner, created_by, next_run_at, last_run_at,"
                        + " last_outcome, last_job_id) values (?, 21600, 'x', 'api', 'alice', now() + interval '3 hours',"
                        + " now() - interval '3 hours', 'submitted', ?)",
                SUBSCRIPTION,
                job);
        StackSql.update(
                "insert into subscription_provider (subscription, ordinal, hostname, namespace, type, versions, platforms,"
                        + " newest) values (?, 0, 'registry.terraform.io', 'hashicorp', 'google', '{~> 7.0}',"
                        + " '{linux_amd64,darwin_arm64}', 3)",
                SUBSCRIPTION);
        StackSql.update(
                "insert into subscription_run (subscription, started_at, ended_at, requested_by, outcome, new_packages,"
                        + " job_id, error, gone) values"
                        + " (?, now() - interval '9 hours', now() - interval '9 hours', 'bob', 'failed', 0, null,"
                        + " 'registry.terraform.io did not answer in time', '{}'),"
                        + " (?, now() - interval '3 hours', now() - interval '3 hours', null, 'submitted', 2, ?, null,"
                        + " '{7.1.0}')",
                SUBSCRIPTION,
                SUBSCRIPTION,
                job);
    }

    private static long hold(String type, String version, String status) {
        boolean decided = !status.equals("held");
        return StackSql.number(
                "insert into version_hold (hostname, namespace, type, version, status, held_until, noticed_at, asked,"
                        + " last_asked_at, askers, decided_by, decided_at, reason) values"
                        + " ('registry.terraform.io', 'hashicorp', ?, ?, ?, now() + interval '5 days',"
                        + " now() - interval '2 days', 4, now() - interval '20 minutes', '{10.0.0.7,10.0.0.9}',"
                        + " case when ? then 'alice' end, case when ? then now() - interval '1 day' end,"
                        + " case when ? then 'its changes were read' end) returning id",
                type,
                version,
                status,
                decided,
                decided,
                decided);
    }

    private static long mirror(String type, String version, String platform, String bytes, int minutesAgo) {
        return mirror("registry.terraform.io", type, version, platform, bytes, minutesAgo);
    }

    private static long mirror(
            String hostname, String type, String version, String platform, String bytes, int minutesAgo) {
        String[] parts = platform.split("_");
        String file = "terraform-provider-%s_%s_%s.zip".formatted(type, version, platform);
        return StackSql.number(
                "insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,"
                        + " size_bytes, sha256, h1, key_fingerprint, signing_fingerprint, verified_at) values"
                        + " (?, 'hashicorp', ?, ?, ?, ?, ?, ?, ?::bigint,"
                        + " '03360ed3ecd31e8c5dac9c95fe0858be50f3e9a0d0c654b5e504109c2159287d',"
                        + " 'h1:I8MBeauYA8J8yheLJ8oSMWqB0kovn16dF/wKZ1QTdkk=', ?, ?,"
                        + " now() - ? * interval '1 minute') returning id",
                hostname,
                type,
                version,
                parts[0],
                parts[1],
                file,
                "scene/" + file,
                bytes,
                KEY,
                KEY,
                minutesAgo);
    }

    /** One that runs is another replica's, whose lease is long. */
    private static long job(String status, int items, int completed, int failed, String error) {
        boolean runs = status.equals("running");
        return StackSql.number(
                "insert into job (status, created_by, created_at, started_at, completed_at, total_items, completed_items,"
                        + " failed_items, error_message, lease_owner, lease_expires_at, lease_epoch) values"
                        + " (?, ?, now() - interval '3 minutes', now() - interval '2 minutes',"
                        + " case when ? then null else now() - interval '1 minute' end, ?, ?, ?, nullif(?, ''),"
                        + " case when ? then 'another replica' end,"
                        + " case when ? then now() + interval '1 hour' end, 1) returning id",
                status,
                BY,
                runs,
                items,
                completed,
                failed,
                error,
                runs,
                runs);
    }

    private static void item(
            long job,
            int ordinal,
            String type,
            String version,
            String platform,
            String status,
            String code,
            String message,
            long downloaded,
            long expected) {
        String[] parts = platform.split("_");
        StackSql.update(
                "insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status, attempts,"
                        + " error_code, error_message, downloaded_bytes, expected_bytes, size_bytes, next_attempt_at) values"
                        + " (?, ?, 'registry.terraform.io', 'hashicorp', ?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), ?,"
                        + " nullif(?::bigint, 0), case when ? then ?::bigint end,"
                        + " case when ? = 'rate_limited' then now() + interval '40 s' end)",
                job,
                ordinal,
                type,
                version,
                parts[0],
                parts[1],
                status,
                status.equals("pending") && code.isEmpty() ? 0 : 1,
                code,
                message,
                downloaded,
                expected,
                status.equals("completed"),
                downloaded,
                code);
    }

    long running() {
        return running;
    }

    long failed() {
        return failed;
    }

    /** A package that is served. */
    long packageId() {
        return packageId;
    }

    /** A version that is held, and that somebody has asked for. */
    long hold() {
        return hold;
    }

    /** A bundle that was packed here. */
    long exported() {
        return StackSql.number("select max(id) from bundle where direction = 'export' and created_by = ?", BY);
    }

    /** A bundle that has come from elsewhere, and whose job is no longer kept. */
    long imported() {
        return imported;
    }

    /** Everything of a name that only scenes use. */
    static void clear() {
        StackSql.update("delete from job where created_by = ?", BY);
        StackSql.update("delete from mirrored_package where storage_key like 'scene/%'");
        StackSql.update("delete from bundle where created_by = ?", BY);
        StackSql.update("delete from subscription where name = ?", SUBSCRIPTION);
        StackSql.update("delete from version_hold where namespace = 'hashicorp'");
        StackSql.update("delete from release where namespace = 'hashicorp'");
    }
}
