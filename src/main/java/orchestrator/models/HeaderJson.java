package orchestrator.models;

import orchestrator.models.SafetensorsHeader.Tensor;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the JSON of a header token by token, so that a hostile one costs no more than its own length. */
final class HeaderJson {

    static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(32)
                    .maxStringLength(SafetensorsHeader.MAX_BYTES).build())
            .build();

    private static final Map<String, Integer> BYTES = Map.ofEntries(Map.entry("F64", 8), Map.entry("I64", 8),
            Map.entry("U64", 8), Map.entry("F32", 4), Map.entry("I32", 4), Map.entry("U32", 4), Map.entry("F16", 2),
            Map.entry("BF16", 2), Map.entry("I16", 2), Map.entry("U16", 2), Map.entry("I8", 1), Map.entry("U8", 1),
            Map.entry("BOOL", 1), Map.entry("F8_E4M3", 1), Map.entry("F8_E5M2", 1));

    private final JsonParser json;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, String> metadata = new HashMap<>();
    private final List<Span> spans = new ArrayList<>();

    private record Span(long begin, long end) {}

    private HeaderJson(JsonParser json) {
        this.json = json;
    }

    /** @param dataBytes what follows the header in the file */
    static SafetensorsHeader read(Reader text, long dataBytes) throws BadHeader {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            HeaderJson header = new HeaderJson(json);
            header.all();
            header.checkCover(dataBytes);
            return new SafetensorsHeader(Map.copyOf(header.tensors), Map.copyOf(header.metadata));
        }
    }

    private void all() throws BadHeader {
        expect(json.nextToken(), JsonToken.START_OBJECT, "The header");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            expect(json.nextToken(), JsonToken.START_OBJECT, "An entry");
            if (name.equals("__metadata__")) {
                metadata();
            } else {
                tensor(name);
            }
        }
        if (json.nextToken() != null) {
            throw BadHeader.broken("Something follows the header's JSON");
        }
    }

    private void metadata() throws BadHeader {
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            expect(json.nextToken(), JsonToken.VALUE_STRING, "A value of __metadata__");
            if (ModelCard.reads(key)) {
                metadata.put(key, json.getString());
            }
        }
    }

    private void tensor(String name) throws BadHeader {
        String dtype = "";
        long[] shape = {};
        long[] offsets = {};
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, "A dtype");
                    dtype = json.getString();
                }
                case "shape" -> shape = numbers(value);
                case "data_offsets" -> offsets = numbers(value);
                default -> json.skipChildren();
            }
        }
        if (dtype.isEmpty() || offsets.length != 2 || offsets[0] > offsets[1]) {
            throw BadHeader.broken("A tensor has no dtype or no proper data_offsets");
        }
        checkSize(dtype, shape, offsets[1] - offsets[0]);
        spans.add(new Span(offsets[0], offsets[1]));
        tensors.put(name, new Tensor(dtype, shape));
    }

    private long[] numbers(JsonToken start) throws BadHeader {
        expect(start, JsonToken.START_ARRAY, "A shape or data_offsets");
        long[] numbers = new long[4];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, "A number of a shape or of data_offsets");
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
                throw BadHeader.broken("A shape or data_offsets holds a number no file can have");
            }
            numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, count * 2);
            numbers[count++] = json.getLongValue();
        }
        return Arrays.copyOf(numbers, count);
    }

    private static void checkSize(String dtype, long[] shape, long bytes) throws BadHeader {
        Integer each = BYTES.get(dtype);
        // Newer dtypes pack several numbers into a byte: their sizes are left to ComfyUI.
        if (each == null) {
            return;
        }
        try {
            long all = each;
            for (long dim : shape) {
                all = Math.multiplyExact(all, dim);
            }
            if (all != bytes) {
                throw BadHeader.broken("A tensor's shape does not fit its bytes");
            }
        } catch (ArithmeticException overflow) {
            throw BadHeader.broken("A tensor's shape is larger than any file");
        }
    }

    // The data must be covered without overlap or hole: ComfyUI's own reader refuses everything else.
    private void checkCover(long dataBytes) throws BadHeader {
        spans.sort(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end));
        long at = 0;
        for (Span span : spans) {
            if (span.begin() != at) {
                throw BadHeader.broken("The tensors overlap or leave holes");
            }
            at = span.end();
        }
        if (at > dataBytes) {
            throw BadHeader.cut("The file lacks " + (at - dataBytes) + " of its bytes");
        }
        if (at < dataBytes) {
            throw BadHeader.broken("The file has " + (dataBytes - at) + " bytes that belong to no tensor");
        }
    }

    private static void expect(JsonToken token, JsonToken expected, String what) throws BadHeader {
        if (token != expected) {
            throw BadHeader.broken(what + " is not of the kind it must be");
        }
    }
}
