package org.tfmirror.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tfmirror.test.MemoryObjectStore;

class MemoryObjectStoreTest extends ObjectStoreContract {

    private final MemoryObjectStore store = new MemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected long uploadsInStore() {
        return store.openUploads();
    }

    @Test
    void faultsStayUntilHealedOrStrikeOnce() throws Exception {
        StorageException fault = new StorageUnavailableException("down", null);
        store.fail(MemoryObjectStore.Call.FIND, fault);
        store.failOnce(MemoryObjectStore.Call.CHECK, fault);

        assertThatThrownBy(() -> store.find(KEY)).isSameAs(fault);
        assertThatThrownBy(() -> store.find(KEY)).isSameAs(fault);
        assertThatThrownBy(store::check).isSameAs(fault);
        store.check();
        store.heal();
        assertThat(store.find(KEY)).isEmpty();
    }
}
