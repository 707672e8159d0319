package orchestrator.web;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import io.javalin.http.Context;

import javax.imageio.ImageIO;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

/**
 * {@code POST /api/session/link}: a link, and its QR code, that lets one more browser in. It holds a code that opens
 * once and for five minutes, so that the token itself is in nobody's history.
 */
final class LinkRoutes implements Routes {

    private static final int BLACK = 0xff000000;
    private static final int WHITE = 0xffffffff;

    private final SignInCodes codes;
    private final WebSettings settings;

    LinkRoutes(SignInCodes codes, WebSettings settings) {
        this.codes = codes;
        this.settings = settings;
    }

    @Override
    public void into(Routing routing) {
        routing.post("/api/session/link", this::make);
    }

    private void make(Context context) throws IOException {
        if (settings.isLoopback()) {
            throw Problem.of(409, "not-shared",
                    "Only this machine can come in. Start with --host and --token to let others in.");
        }
        SignInCodes.Code code = codes.make();
        String host = OwnAddress.of(context.host().replaceAll(":\\d+$", ""), settings.addresses().getFirst());
        String url = "http://" + host + ":" + context.port() + SignIn.PAGE + "?code=" + code.text();
        JobRoutes.answer(context, JobViews.map("url", url, "expires", code.until(), "qr", picture(url)));
    }

    // One dot a module: the page makes it as large as it likes.
    private static String picture(String url) throws IOException {
        try {
            BitMatrix modules = new QRCodeWriter().encode(url, BarcodeFormat.QR_CODE, 0, 0);
            BufferedImage image = new BufferedImage(modules.getWidth(), modules.getHeight(),
                    BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < modules.getHeight(); y++) {
                for (int x = 0; x < modules.getWidth(); x++) {
                    image.setRGB(x, y, modules.get(x, y) ? BLACK : WHITE);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image, "png", png);
            return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
        } catch (WriterException tooLong) {
            throw new IllegalStateException("an address fits into a QR code", tooLong);
        }
    }
}
