package dev.holdfast.connector.tls;

import dev.holdfast.connector.PemFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM (RFC 7468). Text around them, such as what OpenSSL says of a certificate, is passed over. */
final class PemReader {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final Pattern ANY_KEY = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----");
    private static final String BEGIN = "-----BEGIN ";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private PemReader() {}

    static boolean isPem(Path file) throws IOException {
        return text(file).contains(BEGIN);
    }

    static ServerCertificate certificate(PemFiles files) throws IOException {
        List<X509Certificate> chain = certificates(files.certificates());
        PublicKey ownersKey = chain.get(0).getPublicKey();
        PrivateKey key = key(files.key(), ownersKey.getAlgorithm());
        try {
            if (!isOf(key, ownersKey)) {
                throw new IOException("the private key in " + files.key() + " is not that of the certificate in "
                        + files.certificates());
            }
            return ServerCertificate.of(files.toString(), key, chain);
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot use " + files + ": " + unusable.getMessage(), unusable);
        }
    }

    static KeyStore trusted(Path file) throws IOException {
        List<X509Certificate> certificates = certificates(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
            return store;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("cannot use " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            for (byte[] block : blocks(file, CERTIFICATE)) {
                certificates.add((X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block)));
            }
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(file + " has a certificate that cannot be read: " + unreadable.getMessage());
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " has no certificate in PEM (" + BEGIN + CERTIFICATE + "-----)");
        }
        return certificates;
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException {
        List<byte[]> keys = blocks(file, KEY);
        if (keys.isEmpty()) {
            Matcher other = ANY_KEY.matcher(text(file));
            throw new IOException(file + " has "
                    + (other.find() ? "a key that begins " + other.group() : "no private key in PEM")
                    + ", but must have one that begins " + BEGIN + KEY
                    + "-----; openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW makes one of another");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(file + " has a private key that cannot be read, or is no " + algorithm
                    + " key as the certificate's: " + unreadable.getMessage());
        }
    }

    private static boolean isOf(PrivateKey key, PublicKey ownersKey) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] anything = KEY.getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(ownersKey);
        signature.update(anything);
        return signature.verify(signed);
    }

    private static List<byte[]> blocks(Path file, String label) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group(1).equals(label)) {
                try {
                    blocks.add(Base64.getMimeDecoder().decode(block.group(2)));
                } catch (IllegalArgumentException notBase64) {
                    throw new IOException(file + " has a " + label + " that is not base64");
                }
            }
        }
        return blocks;
    }

    /** What is no text is nothing in PEM either. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
