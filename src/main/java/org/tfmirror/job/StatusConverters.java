package org.tfmirror.job;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

/** States are lower-case text in the database, as in JSON, so that a row reads like an answer. */
final class StatusConverters {

    private StatusConverters() {}

    /** {@link JobStatus} as text. */
    @Converter
    static class OfJob implements AttributeConverter<JobStatus, String> {
        @Override
        public String convertToDatabaseColumn(JobStatus status) {
            return status.wireName();
        }

        @Override
        public JobStatus convertToEntityAttribute(String text) {
            return JobStatus.valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** {@link ItemStatus} as text. */
    @Converter
    static class OfItem implements AttributeConverter<ItemStatus, String> {
        @Override
        public String convertToDatabaseColumn(ItemStatus status) {
            return status.wireName();
        }

        @Override
        public ItemStatus convertToEntityAttribute(String text) {
            return ItemStatus.parse(text);
        }
    }
}
