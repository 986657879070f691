"""nginx from Debian's package, as deploy/ shows it, in front of two servers on one Redis."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.conftest import NGINX
from tests.e2e.server import STARTS_WITHIN_S, Fleet, Links, Server
from tests.redis_server import RedisServer, free_port

SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"

MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Balanced(Server):
    """As one server: its address is nginx's, and behind that are two, each of which might be a machine of its own."""

    def __init__(self) -> None:
        super().__init__(Path())
        self._folder = tempfile.TemporaryDirectory(prefix="edcamp-nginx-")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.redis = RedisServer("--appendfsync", "always")
        self.servers = [Fleet(self.redis.url, workers=1, solvers=1 - n, port=free_port()) for n in range(2)]

    def start(self) -> None:
        self.redis.start()
        for server in self.servers:
            server.public_url = self.url
            server.start()
        self.start_nginx()

    def start_nginx(self) -> None:
        folder = Path(self._folder.name)
        site = SITE.read_text()
        for number, server in enumerate(self.servers, start=11):
            assert f"server 10.0.0.{number}:8000" in site
            site = site.replace(f"server 10.0.0.{number}:8000", f"server 127.0.0.1:{server.port}")
        assert "listen 80;" in site
        (folder / "site.conf").write_text(site.replace("listen 80;", f"listen 127.0.0.1:{self.port};"))
        # As root, nginx would take its workers' rights away, and with them the way to its own folder.
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        assert NGINX is not None
        self.process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        deadline = time.monotonic() + STARTS_WITHIN_S
        while not (folder / "nginx.pid").exists():
            assert self.process.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.02)

    def close(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
        for server in self.servers:
            server.close()
        self.redis.close()
        self._folder.cleanup()

    def create(self, camp: str, folder: Path) -> Links:
        """See `Server.create`."""
        return self.servers[0].create(camp, folder)
