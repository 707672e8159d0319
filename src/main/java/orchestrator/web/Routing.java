package orchestrator.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** Where calls are entered. Each GET answers HEAD too, with the same headers and no body. */
final class Routing {

    private final RoutesConfig routes;

    Routing(RoutesConfig routes) {
        this.routes = routes;
    }

    void get(String path, Handler handler) {
        routes.get(path, handler);
        // Javalin alone would answer 200 to HEAD for whatever a GET route matches, found or not.
        routes.head(path, handler);
    }

    void post(String path, Handler handler) {
        routes.post(path, json(handler));
    }

    void patch(String path, Handler handler) {
        routes.patch(path, json(handler));
    }

    void put(String path, Handler handler) {
        routes.put(path, json(handler));
    }

    void delete(String path, Handler handler) {
        routes.delete(path, json(handler));
    }

    /** A call whose body is a file, in whatever form the handler takes. */
    void postFile(String path, Handler handler) {
        routes.post(path, handler);
    }

    /** The same for one that puts a file in its place. */
    void putFile(String path, Handler handler) {
        routes.put(path, handler);
    }

    private static Handler json(Handler handler) {
        return context -> {
            RequestBody.mustBeJson(context);
            handler.handle(context);
        };
    }
}
