package orchestrator.queue;

import orchestrator.job.Holder;
import orchestrator.job.ImageParams;
import orchestrator.job.Job;
import orchestrator.job.JobError;
import orchestrator.job.JobRequest;
import orchestrator.job.JobState;
import orchestrator.job.JobType;
import orchestrator.job.Params;
import orchestrator.job.Place;
import orchestrator.job.Status;
import orchestrator.job.Submission;
import orchestrator.job.Trail;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job as JSON: the file's content, and what the API's answers are made of.
 *
 * <p>The parts of a {@link Job} lie flat beside each other, so that a person finds {@code model} and {@code status} at
 * the top of the file. Fields we do not know are kept.
 */
public final class JobFormat {

    /** The version of the format this program writes. It reads older ones and leaves newer ones alone. */
    static final int VERSION = 1;

    private static final Set<String> KNOWN = Set.of("v", "jobId", "rev", "type", "model", "prompt", "params", "created",
            "group", "index", "idempotencyKey", "fingerprint", "priority", "rank", "status", "stage", "notBefore",
            "started", "finished", "error", "waited", "holder", "attempts", "sendings", "output", "notes", "crashes");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(20_000).build())
            .build())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Ranks are halved again and again: a double would lose their last digits, and with them the order.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private JobFormat() {
    }

    /** What the bytes of a job file turned out to be. */
    sealed interface Reading {

        record Understood(Job job) implements Reading {}

        /** Written by a newer version: to be left in place and shown. */
        record Newer(String reason) implements Reading {}

        record Unreadable(String reason) implements Reading {}
    }

    static byte[] bytes(Job job) {
        return JSON.writeValueAsBytes(tree(job));
    }

    /** The job as the file holds it. */
    public static ObjectNode tree(Job job) {
        ObjectNode flat = JSON.createObjectNode();
        flat.put("v", VERSION).put("jobId", job.jobId()).put("rev", job.rev()).put("type", job.request().type().word());
        flat.setAll(stateTree(job.state()));
        flat.put("model", job.request().model()).put("prompt", job.request().prompt());
        flat.set("params", JSON.valueToTree(job.request().params()));
        flat.setAll((ObjectNode) JSON.valueToTree(job.submission()));
        flat.setAll((ObjectNode) JSON.valueToTree(job.place()));
        flat.setAll((ObjectNode) JSON.valueToTree(job.trail()));
        job.extra().forEach((name, value) -> flat.set(name, JSON.valueToTree(value)));
        return flat;
    }

    /** A job as {@link #tree} gave it to another program; empty when it is not understood here. */
    public static Optional<Job> understood(byte[] json, String jobId) {
        return read(json, jobId) instanceof Reading.Understood(Job job) ? Optional.of(job) : Optional.empty();
    }

    /** Reads a job file. {@code expectedId} is what its name says. */
    static Reading read(byte[] bytes, String expectedId) {
        try {
            JsonNode root = JSON.readTree(withoutMark(bytes));
            if (!(root instanceof ObjectNode flat)) {
                return new Reading.Unreadable("not a JSON object");
            }
            if (LegacyJob.recognizes(flat)) {
                return LegacyJob.read(flat, expectedId);
            }
            if (flat.path("v").asInt(VERSION) > VERSION) {
                return new Reading.Newer("version " + flat.path("v").asInt() + " is newer than " + VERSION);
            }
            return read(flat, expectedId);
        } catch (JacksonException | IllegalArgumentException failure) {
            return new Reading.Unreadable(firstLine(failure));
        }
    }

    private static Reading read(ObjectNode flat, String expectedId) {
        String id = flat.path("jobId").asString("");
        if (!id.equals(expectedId)) {
            return new Reading.Unreadable("its jobId is \"" + id + "\", its name says \"" + expectedId + "\"");
        }
        Optional<JobType> type = JobType.of(flat.path("type").asString(""));
        Optional<Status> status = Status.of(flat.path("status").asString(""));
        if (type.isEmpty() || status.isEmpty()) {
            return new Reading.Newer("unknown type \"" + flat.path("type").asString("") + "\" or status \""
                    + flat.path("status").asString("") + "\"");
        }
        if (!flat.path("prompt").isString() || !flat.path("model").isString()) {
            return new Reading.Unreadable("model or prompt is missing");
        }
        JobRequest request = new JobRequest(flat.path("model").asString(), flat.path("prompt").asString(),
                params(type.get(), flat.path("params")));
        return new Reading.Understood(new Job(id, flat.path("rev").asLong(1), request,
                JSON.treeToValue(flat, Submission.class), place(flat), state(flat, status.get()),
                JSON.treeToValue(flat, Trail.class), unknown(flat)));
    }

    private static Params params(JobType type, JsonNode params) {
        return switch (type) {
            case IMAGE -> JSON.treeToValue(params.isMissingNode() ? JSON.createObjectNode() : params,
                    ImageParams.class);
        };
    }

    private static Place place(ObjectNode flat) {
        return new Place(flat.path("priority").asInt(0), flat.path("rank").asDecimal(java.math.BigDecimal.ZERO));
    }

    private static ObjectNode stateTree(JobState state) {
        ObjectNode tree = JSON.createObjectNode().put("status", state.status().word());
        switch (state) {
            case JobState.Waiting waiting -> waiting.notBefore().ifPresent(at -> tree.put("notBefore", at.toString()));
            case JobState.Next next -> held(tree.put("stage", "next"), next);
            case JobState.Running running -> held(tree.put("started", running.since().toString()), running);
            case JobState.Complete complete -> finished(tree, complete);
            case JobState.Failed failed -> finished(tree, failed).set("error", JSON.valueToTree(failed.error()));
            case JobState.Cancelled cancelled -> finished(tree, cancelled).put("waited", cancelled.waited());
        }
        return tree;
    }

    private static void held(ObjectNode tree, JobState.Held state) {
        state.holder().ifPresent(holder -> tree.set("holder", JSON.valueToTree(holder)));
    }

    private static ObjectNode finished(ObjectNode tree, JobState.Final state) {
        state.started().ifPresent(at -> tree.put("started", at.toString()));
        return tree.put("finished", state.finished().toString());
    }

    private static JobState state(ObjectNode flat, Status status) {
        Optional<Instant> started = instant(flat, "started");
        Instant finished = instant(flat, "finished").or(() -> started).orElse(Instant.EPOCH);
        Optional<Holder> holder = Optional.of(flat.path("holder")).filter(JsonNode::isObject)
                .map(told -> JSON.treeToValue(told, Holder.class));
        return switch (status) {
            case QUEUED -> flat.path("stage").asString("").equals("next")
                    ? new JobState.Next(holder)
                    : new JobState.Waiting(instant(flat, "notBefore"));
            case RUNNING -> new JobState.Running(started.orElse(Instant.EPOCH), holder);
            case COMPLETE -> new JobState.Complete(started, finished);
            case FAILED -> new JobState.Failed(started, finished, flat.has("error")
                    ? JSON.treeToValue(flat.path("error"), JobError.class)
                    : JobError.of("unknown", "The file does not say why."));
            case CANCELLED -> new JobState.Cancelled(started, finished, flat.path("waited").asBoolean(false));
        };
    }

    static Optional<Instant> instant(JsonNode flat, String name) {
        JsonNode text = flat.path(name);
        try {
            return text.isString() ? Optional.of(Instant.parse(text.asString())) : Optional.empty();
        } catch (java.time.DateTimeException wrong) {
            throw new IllegalArgumentException(name + " is no time: " + text.asString());
        }
    }

    private static Map<String, Object> unknown(ObjectNode flat) {
        Map<String, Object> unknown = new LinkedHashMap<>();
        flat.properties().stream().filter(field -> !KNOWN.contains(field.getKey()))
                .forEach(field -> unknown.put(field.getKey(), field.getValue()));
        return unknown;
    }

    // Notepad writes one.
    private static byte[] withoutMark(byte[] bytes) {
        boolean marked = bytes.length >= 3 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb
                && (bytes[2] & 0xff) == 0xbf;
        return marked ? java.util.Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
    }

    private static String firstLine(Exception failure) {
        String message = failure instanceof JacksonException json ? json.getOriginalMessage() : failure.getMessage();
        return message == null ? "not JSON" : message.lines().findFirst().orElse("not JSON");
    }
}
