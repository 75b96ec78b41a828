package org.tfmirror.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobItems;

/**
 * Writes jobs with all their items, of which there may be a hundred thousand: one is in memory at a time, and the
 * database is done with before a client gets the first byte (docs/adr/0022).
 */
@ApplicationScoped
class JobDocuments {

    private final DataSource dataSource;
    private final ObjectMapper mapper;
    private final ObjectWriter items;

    JobDocuments(DataSource dataSource, ObjectMapper mapper) {
        this.dataSource = dataSource;
        this.mapper = mapper;
        this.items = mapper.writerFor(JobItemView.class).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    }

    /**
     * A {@link JobView}, all of it as at one moment.
     *
     * @throws RefusedRequestException where there is no such job
     */
    @Transactional(rollbackOn = Exception.class)
    DeflatedJson of(long id) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) { // the transaction's, which Panache uses, too
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
            }
            JobView job = Job.<Job>findByIdOptional(id)
                    .map(JobView::withoutItems)
                    .orElseThrow(() -> RefusedRequestException.unknownJob(id));
            return new DeflatedJson(out -> {
                try (JsonGenerator json = mapper.createGenerator(out)) {
                    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                    json.writeStartObject();
                    for (Map.Entry<String, JsonNode> field :
                            mapper.<JsonNode>valueToTree(job).properties()) {
                        json.writeFieldName(field.getKey());
                        json.writeTree(field.getValue());
                    }
                    json.writeArrayFieldStart("items");
                    JobItems.read(connection, id, item -> items.writeValue(json, JobItemView.of(item)));
                    json.writeEndArray();
                    json.writeEndObject();
                }
            });
        }
    }
}
