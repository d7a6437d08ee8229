"""A wire-tap between a client and a broker: passes everything on, and remembers what the client wrote."""

import socket
import threading


class Tap:
    """Listens on a free loopback port and passes on to another.

    Attributes:
        port: Where the client connects.
        wrote: Everything that clients wrote, one after another.
    """

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.wrote = bytearray()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                broker = socket.create_connection(("127.0.0.1", self._to_port))
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client, broker, True), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(broker, client, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, keep: bool) -> None:  # noqa: FBT001 - one call each
        try:
            while data := source.recv(65536):
                if keep:
                    self.wrote += data
                sink.sendall(data)
        except OSError:
            pass
        finally:
            sink.close()
