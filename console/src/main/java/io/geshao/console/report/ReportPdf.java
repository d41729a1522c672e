package io.geshao.console.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A page as PDF, with the part of its font that it uses inside. Any thread; about half a second and 60 MB each. */
public final class ReportPdf {
    private static final String FAMILY = "Noto Sans SC";
    private static final String REGULAR = "/fonts/ttf/NotoSansSC/NotoSansSC-Regular.ttf";
    private static final String BOLD = "/fonts/ttf/NotoSansSC/NotoSansSC-Bold.ttf";
    private static final int BOLD_WEIGHT = 700;
    private static final int REGULAR_WEIGHT = 400;

    /** Both speak of every font and style sheet they open; held here, for a logger nobody holds forgets its level. */
    private static final List<Logger> CHATTY =
            List.of(Logger.getLogger("org.apache.pdfbox"), Logger.getLogger("org.apache.fontbox"));

    static {
        CHATTY.forEach(logger -> logger.setLevel(Level.SEVERE));
        XRLog.setLoggingEnabled(false);
    }

    private ReportPdf() {}

    /** Whether the font is on the class path; without it there would be no Chinese text in the file. */
    public static boolean hasFont() {
        return ReportPdf.class.getResource(REGULAR) != null && ReportPdf.class.getResource(BOLD) != null;
    }

    /** @param html as {@link ReportPage} makes it; nothing outside of it is loaded */
    public static synchronized byte[] of(String html) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.useFastMode();
        builder.useUriResolver((base, uri) -> null);
        builder.useFont(() -> font(REGULAR), FAMILY, REGULAR_WEIGHT, FontStyle.NORMAL, true);
        builder.useFont(() -> font(BOLD), FAMILY, BOLD_WEIGHT, FontStyle.NORMAL, true);
        builder.withHtmlContent(html, null);
        builder.toStream(bytes);
        try {
            builder.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static InputStream font(String name) {
        InputStream in = ReportPdf.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return in;
    }
}
