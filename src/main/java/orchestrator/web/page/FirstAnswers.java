package orchestrator.web.page;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/**
 * What the API would answer to the calls of a page that has just opened. The page is drawn from these same trees, so that
 * the server's first screen and what the scripts draw later can not differ.
 *
 * @param running  {@code GET /api/jobs?status=running&limit=50}
 * @param queued   {@code GET /api/jobs?status=queued&sort=queue&limit=50}
 * @param failed   {@code GET /api/jobs?status=failed&limit=50}
 * @param finished {@code GET /api/jobs?status=complete,cancelled&sort=finished&limit=30}
 * @param canvas   {@code GET /api/canvas/list?limit=40} with the query of the page ({@code type}, {@code sort},
 *                 {@code order}), which it also tells as {@code query}; from {@code offset} on, where the page is to open
 *                 at an item ({@code at}, {@code item})
 * @param engines  {@code GET /api/engines}
 * @param queue    {@code GET /api/queue}
 * @param settings {@code GET /api/settings}
 * @param families {@code path} to {@code type} of the models list, checkpoints and diffusion models only
 */
public record FirstAnswers(JsonNode running, JsonNode queued, JsonNode failed, JsonNode finished, JsonNode canvas,
        JsonNode engines, JsonNode queue, JsonNode settings, Map<String, String> families) {}
