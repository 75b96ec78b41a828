package org.tfmirror.command.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.subscription.AppliedFile;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.Owner;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.subscription.SubscriptionTable.Change;

/** Creates, changes, runs and deletes subscriptions, for operators. Repeating a command changes nothing. */
@ApplicationScoped
public class SubscriptionCommands {

    private final SubscriptionTable table;
    private final AppliedFile file;
    private final AuditLog audit;
    private final Clock clock;

    SubscriptionCommands(SubscriptionTable table, AppliedFile file, AuditLog audit, Clock clock) {
        this.table = table;
        this.file = file;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Creates or changes a subscription by its spec.
     *
     * @param paused null to leave that as it is
     * @return whether it is new
     * @throws CommandRefusedException where it is the file's
     */
    @Transactional(rollbackOn = SQLException.class)
    public boolean put(Caller caller, SubscriptionSpec spec, @Nullable Boolean paused) throws SQLException {
        requireOfApi(spec.name());
        Change change = table.put(spec, Owner.API, caller.actor(), clock.instant());
        boolean switched = paused != null && table.setPaused(spec.name(), paused);
        write(caller, Action.SUBSCRIPTION_PUT, spec.name(), change != Change.UNCHANGED || switched);
        return change == Change.CREATED;
    }

    /** Deletes it with its history; its packages stay. */
    @Transactional(rollbackOn = SQLException.class)
    public void delete(Caller caller, SubscriptionName name) throws SQLException {
        delete(caller, name, null);
    }

    /** The same, with a reason for other operators, which is kept in the audit. */
    @Transactional(rollbackOn = SQLException.class)
    public void delete(Caller caller, SubscriptionName name, @Nullable String reason) throws SQLException {
        if (requireOfApi(name).isEmpty()) {
            throw CommandRefusedException.unknownSubscription(name);
        }
        table.delete(name);
        if (reason == null) {
            write(caller, Action.SUBSCRIPTION_DELETE, name, true);
        } else {
            audit.done(caller, Action.SUBSCRIPTION_DELETE, "subscription/" + name, "reason=" + reason);
        }
    }

    /** Makes it wait for an operator instead of its schedule, or no more; a file's, too. */
    @Transactional(rollbackOn = SQLException.class)
    public void pause(Caller caller, SubscriptionName name, boolean paused) throws SQLException {
        requireKnown(name);
        Action action = paused ? Action.SUBSCRIPTION_PAUSE : Action.SUBSCRIPTION_RESUME;
        write(caller, action, name, table.setPaused(name, paused));
    }

    /** Makes it due at once, paused or not. */
    @Transactional(rollbackOn = SQLException.class)
    public void run(Caller caller, SubscriptionName name) throws SQLException {
        requireKnown(name);
        write(caller, Action.SUBSCRIPTION_RUN, name, table.requestRun(name, caller.actor()));
    }

    /** The names of created, changed and deleted subscriptions, and the number of unchanged ones. */
    public record Loaded(List<String> created, List<String> changed, List<String> deleted, int unchanged) {
        public Loaded {
            created = List.copyOf(created);
            changed = List.copyOf(changed);
            deleted = List.copyOf(deleted);
        }

        private boolean isNothing() {
            return created.isEmpty() && changed.isEmpty() && deleted.isEmpty();
        }

        private String text() {
            return "created=%s changed=%s deleted=%s unchanged=%d"
                    .formatted(
                            String.join(",", created), String.join(",", changed), String.join(",", deleted), unchanged);
        }
    }

    /**
     * Puts several, all or none.
     *
     * @throws CommandRefusedException where one is the file's
     */
    @Transactional(rollbackOn = SQLException.class)
    public Loaded load(Caller caller, List<SubscriptionSpec> specs) throws SQLException {
        for (SubscriptionSpec spec : inOrder(specs)) {
            requireOfApi(spec.name());
        }
        Loaded loaded = putAll(caller, specs, Owner.API, List.of());
        writeLoad(caller, "subscriptions", loaded, loaded.text());
        return loaded;
    }

    /**
     * Applies the file's subscriptions, if it is newer than the file applied before. Subscriptions that it names no
     * more are deleted. Those that the API made stay; one that the file names becomes the file's.
     *
     * @param digest the same for the same content
     */
    @Transactional(rollbackOn = SQLException.class)
    public Verdict applyFile(long revision, String digest, List<SubscriptionSpec> specs) throws SQLException {
        Verdict verdict = file.take(revision, digest);
        if (verdict == Verdict.APPLY) {
            List<SubscriptionName> gone = new ArrayList<>(table.namesOf(Owner.FILE));
            specs.forEach(spec -> gone.remove(spec.name()));
            Loaded loaded = putAll(Caller.system(), specs, Owner.FILE, gone);
            writeLoad(Caller.system(), "subscriptions/file", loaded, "revision=" + revision + " " + loaded.text());
        }
        return verdict;
    }

    private Loaded putAll(Caller caller, List<SubscriptionSpec> specs, Owner owner, List<SubscriptionName> gone)
            throws SQLException {
        List<String> created = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        int unchanged = 0;
        for (SubscriptionSpec spec : inOrder(specs)) {
            switch (table.put(spec, owner, caller.actor(), clock.instant())) {
                case CREATED -> created.add(spec.name().value());
                case CHANGED -> changed.add(spec.name().value());
                case UNCHANGED -> unchanged++;
            }
        }
        for (SubscriptionName name : gone) {
            table.delete(name);
        }
        return new Loaded(
                created, changed, gone.stream().map(SubscriptionName::value).toList(), unchanged);
    }

    /** Two commands at once lock the same rows in the same order. */
    private static List<SubscriptionSpec> inOrder(List<SubscriptionSpec> specs) {
        return specs.stream()
                .sorted((one, other) ->
                        one.name().value().compareTo(other.name().value()))
                .collect(Collectors.toList());
    }

    private Optional<Owner> requireOfApi(SubscriptionName name) throws SQLException {
        Optional<Owner> owner = table.lock(name);
        if (owner.equals(Optional.of(Owner.FILE))) {
            throw CommandRefusedException.conflict(
                    "subscription_of_file",
                    "subscription %s comes from the file that tfmirror.subscriptions.file names; change it there"
                            .formatted(name));
        }
        return owner;
    }

    private void requireKnown(SubscriptionName name) throws SQLException {
        if (table.lock(name).isEmpty()) {
            throw CommandRefusedException.unknownSubscription(name);
        }
    }

    private void write(Caller caller, Action action, SubscriptionName name, boolean changed) throws SQLException {
        if (changed) {
            audit.done(caller, action, "subscription/" + name);
        } else {
            audit.unchanged(caller, action, "subscription/" + name);
        }
    }

    private void writeLoad(Caller caller, String object, Loaded loaded, String detail) throws SQLException {
        if (loaded.isNothing()) {
            audit.unchanged(caller, Action.SUBSCRIPTION_LOAD, object);
        } else {
            audit.done(caller, Action.SUBSCRIPTION_LOAD, object, detail);
        }
    }
}
