package orchestrator.web;

import orchestrator.web.page.Language;
import orchestrator.web.page.Texts;
import orchestrator.web.page.Theme;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import gg.jte.resolve.DirectoryCodeResolver;
import io.javalin.http.Context;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Draws pages, in the language and the colours of each request. */
final class Templates {

    private final WebSettings settings;
    private final TemplateEngine engine;
    private final Map<Language, Texts> texts = new EnumMap<>(Language.class);

    Templates(WebSettings settings) {
        this.settings = settings;
        this.engine = settings.templateFolder()
                .map(folder -> TemplateEngine.create(new DirectoryCodeResolver(folder), Path.of("target", "jte-dev"),
                        ContentType.Html, Templates.class.getClassLoader()))
                .orElseGet(() -> TemplateEngine.createPrecompiled(ContentType.Html));
        for (Language language : Language.values()) {
            texts.put(language, Texts.load(language));
        }
    }

    Texts texts(Context context) {
        return texts.get(Language.choose(Optional.ofNullable(context.cookie("lang")).or(settings::language), Optional
                .ofNullable(context.header("Accept-Language"))));
    }

    static Theme theme(Context context) {
        return Theme.choose(Optional.ofNullable(context.cookie("theme")));
    }

    void draw(Context context, String template, Object view) {
        StringOutput html = new StringOutput(1 << 16);
        engine.render(template, view, html);
        context.contentType("text/html; charset=utf-8").result(html.toString());
    }
}
