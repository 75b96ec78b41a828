package org.tfmirror.catalog;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** {@link Integrity} as text. */
@Converter
class IntegrityConverter implements AttributeConverter<Integrity, String> {

    @Override
    public String convertToDatabaseColumn(Integrity integrity) {
        return integrity.wireName();
    }

    @Override
    public Integrity convertToEntityAttribute(String text) {
        return Integrity.parse(text);
    }
}
