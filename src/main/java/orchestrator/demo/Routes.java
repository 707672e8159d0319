package orchestrator.demo;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** Every route stands twice, with and without {@code /api}. */
record Routes(RoutesConfig javalin) {
    void get(String path, Handler handler) {
        javalin.get(path, handler);
        javalin.get("/api" + path, handler);
    }

    void post(String path, Handler handler) {
        javalin.post(path, handler);
        javalin.post("/api" + path, handler);
    }
}
