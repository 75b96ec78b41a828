package org.tfmirror.console.job;

import jakarta.inject.Singleton;
import java.util.List;
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
     * @param platforms for lines and lock files; a definition names its own
     * @throws org.tfmirror.web.InvalidRequestException naming all that is wrong
     */
    JobSpec read(String text, String platforms, boolean listAsIs) {
        if (!TypedProviders.isFile(text)) {
            return typed(TypedProviders.read(text, platforms, listAsIs));
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
