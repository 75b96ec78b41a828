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
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Finds the intact packages of providers, blocked or not: none of them has to be fetched. Thread-safe. */
@Singleton
public class IntactPackages {

    static final String OF_PROVIDERS = """
            select hostname, namespace, type, version, array_agg(os) as os, array_agg(arch) as arch,
                   array_agg(size_bytes) as sizes
            from unnest(?::text[], ?::text[], ?::text[]) as named (hostname, namespace, type)
            join mirrored_package using (hostname, namespace, type)
            where integrity = 'intact'
            group by hostname, namespace, type, version
            """;

    private final DataSource dataSource;

    public IntactPackages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The packages of each of these providers, with their sizes in bytes. */
    public Map<ProviderAddress, Map<PackageId, Long>> of(Collection<ProviderAddress> providers) throws SQLException {
        List<List<String>> rows =
                providers.stream().distinct().map(PackageColumns::of).toList();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(OF_PROVIDERS)) {
            PackageColumns.setArrays(statement, rows, PackageColumns.PROVIDER);
            try (ResultSet found = statement.executeQuery()) {
                Map<ProviderAddress, Map<PackageId, Long>> packages = new HashMap<>();
                while (found.next()) {
                    ProviderAddress provider = PackageColumns.readProvider(found);
                    readVersion(found, provider, packages.computeIfAbsent(provider, each -> new HashMap<>()));
                }
                return packages;
            }
        }
    }

    private static void readVersion(ResultSet row, ProviderAddress provider, Map<PackageId, Long> packages)
            throws SQLException {
        ProviderVersion version = PackageColumns.readVersion(row);
        String[] os = (String[]) row.getArray("os").getArray();
        String[] arch = (String[]) row.getArray("arch").getArray();
        Long[] sizes = (Long[]) row.getArray("sizes").getArray();
        for (int i = 0; i < sizes.length; i++) {
            packages.put(new PackageId(provider, version, new Platform(os[i], arch[i])), sizes[i]);
        }
    }
}
