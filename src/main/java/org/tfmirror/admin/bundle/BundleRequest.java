package org.tfmirror.admin.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.bundle.BundleSelection;
import org.tfmirror.submission.BundleFields;
import org.tfmirror.submission.JobRequest;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.InvalidRequestException;

/**
 * What is to be packed, as sent.
 *
 * @param providers as in a job; constraints select among what is mirrored
 * @param all true instead of {@code providers}: everything that is mirrored
 * @param since receipts and manifests in the bucket, below {@code bundles/}: what they name is left out
 * @param partSize such as {@code 4G}: how large a part becomes
 */
public record BundleRequest(
        @Nullable List<JobRequest.@Nullable Wish> providers,
        @Nullable Boolean all,
        @Nullable List<@Nullable String> since,
        @Nullable String partSize) {

    /** @throws InvalidRequestException naming what is wrong */
    static BundleSelection selection(@Nullable BundleRequest request, JobRequestParser parser) {
        boolean everything = request != null && Boolean.TRUE.equals(request.all);
        if (request == null || everything == (request.providers != null)) {
            throw new InvalidRequestException("providers", "name providers, or send \"all\": true instead");
        }
        return new BundleSelection(
                everything ? null : parser.parse(new JobRequest(request.providers, null)),
                BundleFields.since(request.since));
    }

    /** In bytes. */
    static long partSize(@Nullable BundleRequest request, long absent) {
        return BundleFields.partSize(request == null ? null : request.partSize, absent);
    }
}
