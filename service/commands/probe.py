"""`python -m service.commands.probe`: exit code 0 where the service on this machine is ready, for health checks."""

from __future__ import annotations

import http.client
import os
import sys


def is_ready(port: int, timeout_s: float = 2.0) -> bool:
    """True where 127.0.0.1:port answers GET /readyz with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ.get("YINJU_PORT", "8000"))) else 1)
