"""A provider of identities: one key, one token, and the two documents that a service asks for. Needs openssl."""

import base64
import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import time


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Provider:
    """Serves until it is closed."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.key = pathlib.Path(self.directory.name) / "key.pem"
        self._openssl("genrsa", "-out", str(self.key), "2048")
        modulus = self._openssl("rsa", "-in", str(self.key), "-noout", "-modulus").decode().strip().split("=")[1]
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.documents = {
            "/.well-known/openid-configuration": {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys",
                                                  "token_endpoint": f"{self.issuer}/token"},
            "/keys": {"keys": [{"kty": "RSA", "kid": "bench", "alg": "RS256", "use": "sig",
                                "n": encoded(bytes.fromhex(modulus)), "e": "AQAB"}]}}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        """For a service that is to ask every caller for a token, and to count its requests without ever refusing one."""
        return {"holdfast.auth": "oidc", "quarkus.oidc.auth-server-url": self.issuer, "quarkus.oidc.token.audience": "holdfast",
                "holdfast.rate-limit.requests-per-second": "1000000", "holdfast.rate-limit.burst": "1000000"}

    def token(self, *roles):
        now = int(time.time())
        head = {"alg": "RS256", "typ": "JWT", "kid": "bench"}
        claims = {"iss": self.issuer, "aud": "holdfast", "sub": "bench", "shop": "default", "groups": roles, "iat": now, "exp": now + 86400}
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        return f"{signed}.{encoded(self._openssl('dgst', '-sha256', '-sign', str(self.key), data=signed.encode()))}"

    def close(self):
        self.server.shutdown()
        self.directory.cleanup()

    def _handler(provider):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                document = json.dumps(provider.documents.get(self.path, {})).encode()
                self.send_response(200 if self.path in provider.documents else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *ignored):
                pass

        return Handler

    @staticmethod
    def _openssl(*arguments, data=None):
        return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout
