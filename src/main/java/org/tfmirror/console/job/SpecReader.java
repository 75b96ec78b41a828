package org.tfmirror.console.job;

import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobSpec;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.submission.ProviderFileParser;
import org.tfmirror.web.InvalidRequestException;

/** Reads what people type or paste: lines, a definition file, or a lock file. Thread-safe. */
@Singleton
class SpecReader {

    private final JobRequestParser requests;
    private final ProviderFileParser files;

    SpecReader(JobRequestParser requests, ProviderFileParser files) {
        this.requests = requests;
        this.files = files;
    }

    /**
     * @param newest how many versions a constraint of a line brings at most; empty for all
     * @param platforms for lines and lock files; a definition names its own
     * @throws org.tfmirror.web.InvalidRequestException naming all that is wrong
     */
    JobSpec read(String text, String platforms, String newest, boolean listAsIs) {
        if (!TypedProviders.isFile(text)) {
            return typed(TypedProviders.read(text, platforms, limit(newest), listAsIs));
        }
        List<String> wanted = files.needsPlatforms(text) ? TypedProviders.platforms(platforms) : List.of();
        return files.parse(text, wanted, listAsIs);
    }

    private static @Nullable Integer limit(String newest) {
        if (newest.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(newest.strip());
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("newest", "a whole number, or nothing for all");
        }
    }

    private JobSpec typed(TypedProviders typed) {
        try {
            return requests.parse(typed.request());
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException(
                    e.violations().stream().map(typed::inText).distinct().toList());
        }
    }
}
