package io.geshao.incident.notice.channel;

import io.geshao.incident.notice.ChannelSpec;
import io.geshao.incident.notice.Delivery;
import io.geshao.incident.notice.Message;
import io.geshao.incident.notice.NoticeChannel;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** E-mail by SMTP: STARTTLS unless told otherwise, one connection per message; the key is the message's id. */
final class MailChannel implements NoticeChannel {
    private static final int MAX_BYTES = 1_000_000;
    private static final int SUBJECT_BYTES = 200;
    private static final String TIMEOUT_MILLIS = "6000";
    private static final int GOOD_FOR_NOTHING = 500;

    private final ChannelSpec spec;
    private final Session session;

    MailChannel(ChannelSpec spec) {
        this.spec = spec;
        String tls = spec.value("tls", "starttls");
        String protocol = tls.equals("ssl") ? "smtps" : "smtp";
        Properties properties = new Properties();
        properties.put("mail.transport.protocol", protocol);
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "host", spec.required("host"));
        properties.put(prefix + "port", spec.value("port", tls.equals("ssl") ? "465" : "587"));
        properties.put(prefix + "starttls.enable", Boolean.toString(tls.equals("starttls")));
        properties.put(prefix + "starttls.required", Boolean.toString(tls.equals("starttls")));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "connectiontimeout", TIMEOUT_MILLIS);
        properties.put(prefix + "timeout", TIMEOUT_MILLIS);
        properties.put(prefix + "writetimeout", TIMEOUT_MILLIS);
        properties.put(prefix + "auth", Boolean.toString(!spec.value("user", "").isEmpty()));
        session = Session.getInstance(properties);
    }

    @Override
    public Delivery send(Message message) {
        try {
            MimeMessage mail = mail(message);
            try (Transport transport = session.getTransport()) {
                String user = spec.value("user", "");
                transport.connect(spec.required("host"), user.isEmpty() ? null : user, spec.value("password", ""));
                transport.sendMessage(mail, mail.getAllRecipients());
            }
            return Delivery.accepted("");
        } catch (AddressException e) {
            return Delivery.refused("not an e-mail address");
        } catch (AuthenticationFailedException e) {
            return Delivery.refused("the server does not know the user");
        } catch (SMTPSendFailedException e) {
            return byCode(e.getReturnCode(), e);
        } catch (SendFailedException e) {
            return e.getNextException() instanceof SMTPAddressFailedException refused
                    ? byCode(refused.getReturnCode(), e)
                    : Delivery.refused("no address the server takes");
        } catch (MessagingException e) {
            return Delivery.down(e.getClass().getSimpleName());
        }
    }

    private static Delivery byCode(int code, Exception why) {
        String detail = "SMTP " + code + " " + why.getClass().getSimpleName();
        if (code < 400) {
            return Delivery.down(detail);
        }
        return code < GOOD_FOR_NOTHING ? Delivery.busy(detail) : Delivery.refused(detail);
    }

    private MimeMessage mail(Message message) throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + message.key() + "@geshao>");
            }
        };
        mail.setFrom(new InternetAddress(spec.required("from"), true));
        mail.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(message.address(), true));
        mail.setSubject(
                io.geshao.incident.notice.Bytes.cut(message.title(), SUBJECT_BYTES), StandardCharsets.UTF_8.name());
        mail.setText(message.text(MAX_BYTES), StandardCharsets.UTF_8.name());
        mail.setSentDate(new Date(message.atMillis()));
        if (message.drill()) {
            mail.setHeader("X-Geshao-Drill", "true");
        }
        return mail;
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public boolean takes(String address) {
        return address.indexOf('@') > 0;
    }
}
