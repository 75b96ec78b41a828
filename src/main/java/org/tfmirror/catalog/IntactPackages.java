package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;

/** What the mirror has of some providers, blocked or not: nothing of it has to be fetched. Thread-safe. */
@Singleton
public class IntactPackages {

    private static final int PROVIDER = 3;

    static final String OF_PROVIDERS = """
            select hostname, namespace, type, version, os, arch, size_bytes
            from unnest(?::text[], ?::text[], ?::text[]) as named (hostname, namespace, type)
            join mirrored_package using (hostname, namespace, type)
            where integrity = 'intact'
            """;

    private final DataSource dataSource;

    public IntactPackages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The packages of these providers, each with its size in bytes. */
    public Map<PackageId, Long> of(Collection<ProviderAddress> providers) throws SQLException {
        List<List<String>> rows =
                providers.stream().distinct().map(PackageColumns::of).toList();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(OF_PROVIDERS)) {
            PackageColumns.setArrays(statement, rows, PROVIDER);
            try (ResultSet found = statement.executeQuery()) {
                Map<PackageId, Long> packages = new HashMap<>();
                while (found.next()) {
                    packages.put(PackageColumns.readPackage(found), found.getLong("size_bytes"));
                }
                return packages;
            }
        }
    }
}
