package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.definition.DefinitionInvalidException;
import org.tfmirror.definition.Located;
import org.tfmirror.definition.Position;
import org.tfmirror.definition.ProviderFile;
import org.tfmirror.definition.ProviderFile.Definition;
import org.tfmirror.definition.ProviderFile.Lock;
import org.tfmirror.definition.ProviderFile.Locked;
import org.tfmirror.definition.ProviderFile.Required;
import org.tfmirror.definition.ProviderFile.Requirements;
import org.tfmirror.definition.ProviderFiles;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobSpec.VersionLock;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Turns a file into the spec of a job, by the rules of a submit; what is wrong is told with its line and column. */
@Singleton
public class ProviderFileParser {

    private static final String FILE = "file";
    private static final String PLATFORMS = "platforms";
    private static final String MODULES_MAY_NEED_MORE =
            "the modules of a configuration may need more than its required_providers name;"
                    + " its .terraform.lock.hcl names all";

    private final JobRequestParser requests;

    ProviderFileParser(JobRequestParser requests) {
        this.requests = requests;
    }

    /**
     * Reads a definition file, a lock file or a configuration's {@code terraform} block.
     *
     * @param platforms for a lock file or a configuration; each may be several, separated by commas
     * @param listAsIs whether the versions are listed without waiting for all their platforms
     * @throws InvalidRequestException naming what is wrong, and where
     */
    public JobSpec parse(String text, List<String> platforms, boolean listAsIs) {
        ProviderFile file;
        try {
            file = ProviderFiles.parse(text);
        } catch (DefinitionInvalidException e) {
            throw invalid(e.at(), String.valueOf(e.getMessage()));
        }
        List<String> wanted = platforms.stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .map(String::strip)
                .toList();
        if (file instanceof Lock lock) {
            return locked(lock, wanted, listAsIs);
        }
        if (file instanceof Requirements requirements) {
            return required(requirements, wanted, listAsIs);
        }
        if (!wanted.isEmpty()) {
            throw new InvalidRequestException(
                    PLATFORMS, "goes with a lock file or a versions.tf only: a definition file names platforms itself");
        }
        return defined((Definition) file, listAsIs);
    }

    /** The newest version of each provider that the configuration allows: what the client would choose without a lock file. */
    private JobSpec required(Requirements requirements, List<String> platforms, boolean listAsIs) {
        if (requirements.providers().isEmpty()) {
            return new JobSpec(List.of(), List.of(), List.of(), false, List.of(MODULES_MAY_NEED_MORE));
        }
        requirePlatforms(platforms, "a versions.tf");
        List<@Nullable Wish> spec = new ArrayList<>();
        FilePositions positions = new FilePositions();
        for (Required each : requirements.providers()) {
            String field = "providers[%d]".formatted(spec.size());
            positions.put(field, each.source().at());
            positions.put(field + ".versions", List.of(each.versions()));
            spec.add(new Wish(
                    each.source().value(),
                    List.of(each.versions().value()),
                    new ArrayList<@Nullable String>(platforms),
                    1,
                    null));
        }
        JobSpec wanted = parse(new JobRequest(spec, listAsIs), positions);
        return new JobSpec(
                wanted.packages(), wanted.constraints(), List.of(), wanted.listAsIs(), List.of(MODULES_MAY_NEED_MORE));
    }

    private static void requirePlatforms(List<String> platforms, String file) {
        if (platforms.isEmpty()) {
            throw new InvalidRequestException(
                    PLATFORMS, file + " does not say for which platforms; name them, such as linux_amd64");
        }
    }

    /** Whether a text is a lock file or a configuration, which name no platforms; false where it is not a file at all. */
    public boolean needsPlatforms(String text) {
        try {
            return !(ProviderFiles.parse(text) instanceof Definition);
        } catch (DefinitionInvalidException e) {
            return false;
        }
    }

    private JobSpec defined(Definition definition, boolean listAsIs) {
        List<@Nullable Wish> spec = new ArrayList<>();
        FilePositions positions = new FilePositions();
        for (ProviderFile.Wanted wanted : definition.providers()) {
            spec.add(wish("providers[%d]".formatted(spec.size()), wanted, positions));
        }
        try {
            return requests.parse(new JobRequest(spec, listAsIs));
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException(
                    e.violations().stream().map(positions::inFile).toList());
        }
    }

    /** What a block wants, and where each field of it stands. */
    static Wish wish(String field, ProviderFile.Wanted wanted, FilePositions positions) {
        positions.put(field, wanted.source().at());
        positions.put(field + ".versions", wanted.versions());
        positions.put(field + ".platforms", wanted.platforms());
        positions.put(field + ".newest", wanted.newest());
        positions.put(field + ".newest_per_minor", wanted.newestPerMinor());
        return new Wish(
                wanted.source().value(),
                values(wanted.versions()),
                values(wanted.platforms()),
                value(wanted.newest()),
                value(wanted.newestPerMinor()));
    }

    private static @Nullable Integer value(@Nullable Located<Integer> number) {
        return number == null ? null : number.value();
    }

    private static List<@Nullable String> values(List<Located<String>> texts) {
        return new ArrayList<>(texts.stream().map(Located::value).toList());
    }

    private JobSpec locked(Lock lock, List<String> platforms, boolean listAsIs) {
        if (lock.providers().isEmpty()) {
            return new JobSpec(List.of(), List.of(), false);
        }
        requirePlatforms(platforms, "a lock file");
        List<@Nullable Wish> spec = new ArrayList<>();
        List<VersionLock> locks = new ArrayList<>();
        FilePositions positions = new FilePositions();
        for (Locked each : lock.providers()) {
            positions.put("providers[%d]".formatted(spec.size()), each.source().at());
            spec.add(new Wish(
                    each.source().value(),
                    List.of(each.version().value()),
                    new ArrayList<@Nullable String>(platforms),
                    null,
                    null));
            VersionLock locked = lockOf(each);
            if (!locked.hashes().hashes().isEmpty()) {
                locks.add(locked);
            }
        }
        JobSpec wanted = parse(new JobRequest(spec, listAsIs), positions);
        return new JobSpec(wanted.packages(), wanted.constraints(), locks, listAsIs);
    }

    private JobSpec parse(JobRequest request, FilePositions positions) {
        try {
            return requests.parse(request);
        } catch (InvalidRequestException e) {
            Set<Violation> once = new LinkedHashSet<>();
            e.violations().forEach(violation -> once.add(ofLock(violation, positions)));
            throw new InvalidRequestException(List.copyOf(once));
        }
    }

    /** A platform is wrong for all providers alike, and was not written in the file. */
    private static Violation ofLock(Violation violation, FilePositions positions) {
        int platform = violation.field().indexOf("." + PLATFORMS);
        return platform < 0
                ? positions.inFile(violation)
                : new Violation(violation.field().substring(platform + 1), violation.message());
    }

    /** The version is exact: what Terraform writes into the file, and never a constraint. */
    private VersionLock lockOf(Locked locked) {
        return new VersionLock(
                parse(locked.source(), requests::address),
                parse(locked.version(), ProviderVersion::parse),
                new LockedHashes(new LinkedHashSet<>(locked.hashes())));
    }

    private static <T> T parse(Located<String> text, Function<String, T> parser) {
        try {
            return parser.apply(text.value());
        } catch (InvalidNameException e) {
            throw invalid(text.at(), String.valueOf(e.getMessage()));
        }
    }

    private static InvalidRequestException invalid(Position at, String message) {
        return new InvalidRequestException(FILE, at + ": " + message);
    }
}
