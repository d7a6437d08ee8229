"""An RTSP camera on loopback, run as a program: prints its port, then serves /ball and /rare until it is killed.

/ball can be decoded from each picture on; /rare from a keyframe on, of which there is one every 8 s.

With a second argument, USER:PASSWORD, it asks for them. Needs the package gir1.2-gst-rtsp-server-1.0.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402 - must follow require_version

BALL = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=30/1 ! "
    "jpegenc ! rtpjpegpay name=pay0 )"
)
RARE = (
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=160,height=120,framerate=10/1 ! "
    "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=80 ! rtpvp8pay name=pay0 )"
)


def serve(credentials: str | None) -> None:
    """Serve until killed."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    for path, launch in (("/ball", BALL), ("/rare", RARE)):
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(launch)
        factory.set_shared(True)
        if credentials:
            ask_for(server, factory, *credentials.split(":"))
        server.get_mount_points().add_factory(path, factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def ask_for(server: object, factory: object, user: str, password: str) -> None:
    """Let only this user in."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", user)
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role(user, "media.factory.access", True)
    permissions.add_permission_for_role(user, "media.factory.construct", True)
    factory.set_permissions(permissions)


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else None)
