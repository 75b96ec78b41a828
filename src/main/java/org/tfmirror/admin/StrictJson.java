package org.tfmirror.admin;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Takes a body only as it is meant: no second value after it, no field twice, no number or boolean for a text (a
 * version written {@code 1.10} without quotes is 1.1 to most programs that wrote it), and nothing else for a boolean.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        MutableCoercionConfig texts = mapper.coercionConfigFor(LogicalType.Textual);
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        texts.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        texts.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        MutableCoercionConfig booleans = mapper.coercionConfigFor(LogicalType.Boolean);
        booleans.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        booleans.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        booleans.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
    }
}
