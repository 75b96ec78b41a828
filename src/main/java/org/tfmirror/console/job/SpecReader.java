package org.tfmirror.console.job;

import jakarta.inject.Singleton;
import java.util.List;
import org.tfmirror.job.JobSpec;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.submission.ProviderFileParser;
import org.tfmirror.web.InvalidRequestException;

/** Reads what people type or paste: lines, a definition file, or a lock file. Thread-safe. */
@Singleton
public class SpecReader {

    /** What stands for bytes that are no text. */
    private static final char UNREADABLE = '\uFFFD';

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
    public JobSpec read(String text, String platforms, String newest, boolean listAsIs) {
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new InvalidRequestException("file", "not UTF-8 text");
        }
        if (!TypedProviders.isFile(text)) {
            return typed(TypedProviders.read(text, platforms, TypedProviders.limit(newest), listAsIs));
        }
        List<String> wanted = files.needsPlatforms(text) ? TypedProviders.platforms(platforms) : List.of();
        return files.parse(text, wanted, listAsIs);
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
