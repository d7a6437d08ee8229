"""Builds the pipeline of an address; the appsink at its end is called ``sink``."""

from functools import partial
from itertools import count
from typing import Any

from daemon.camera.gst import GStreamer
from daemon.camera.uri import Address, CameraAddress, CsiAddress, FileAddress, PatternAddress, StreamAddress
from daemon.errors import SourceError

_SINK = "identity name=plain ! appsink name=sink caps=video/x-raw,format={NV12,I420}"
_ONLY_LAST = "sync=false max-buffers=1 drop=true"
_NEWEST = f"{_SINK} {_ONLY_LAST}"
_NVMM = "video/x-raw(memory:NVMM),format=NV12"
_ROWS = f"nvvidconv bl-output=false output-buffers=8 ! {_NVMM}"
"""Argus writes tiles; the video converter makes rows of them, without processor or GPU. 4 buffers, its default, are too
few: one is read, one waits, the appsink keeps the last that it gave, and one is written."""
_DECODE = "decodebin name=decode ! videoconvert"
"""videoconvert passes NV12 and I420 through untouched and converts the rest (10 bit, 4:2:2, RGB)."""
_AHEAD = 6
"""Frames that a file's decoder may be ahead of the reader, so that decoding overlaps with the pose model."""
_SKIPPED = ("audio/", "text/", "subpicture/", "application/x-subtitle", "closedcaption/")


def build(gst: GStreamer, address: Address, *, paced: bool, in_nvmm: bool = False) -> Any:  # noqa: ANN401 - gi has no types
    """Build the pipeline, not yet started; ``in_nvmm``: a CSI camera's pictures stay in NVMM.

    Raises:
        SourceError: A GStreamer element is missing; names the packages.
    """
    text = _nvmm(address) if in_nvmm and isinstance(address, CsiAddress) else _text(address, paced=paced)
    try:
        pipeline = gst.core.parse_launch(text)
    except gst.glib.Error as error:
        if isinstance(address, CsiAddress):
            raise SourceError(
                f"camera csi://{address.sensor} needs a Jetson with NVIDIA's GStreamer ({error.message})"
            ) from None
        raise SourceError(
            f"GStreamer lacks a part ({error.message}): install gstreamer1.0-plugins-base gstreamer1.0-plugins-good "
            "gstreamer1.0-plugins-bad gstreamer1.0-libav"
        ) from None
    source = pipeline.get_by_name("source")
    if isinstance(address, FileAddress):
        source.set_property("location", str(address.path))
    elif isinstance(address, CameraAddress):
        source.set_property("device", str(address.device))
    elif isinstance(address, StreamAddress):
        source.set_property("location", address.location)
        source.connect("select-stream", _only_video)
    _accept_padding(gst, pipeline.get_by_name("plain"))
    decode = pipeline.get_by_name("decode")
    if decode is not None:
        decode.connect("autoplug-continue", _worth_decoding)
        decode.connect("deep-element-added", partial(_tune, gst))
    return pipeline


def _accept_padding(gst: GStreamer, plain: Any) -> None:  # noqa: ANN401 - gi has no types
    """Let decoders and cameras hand over their own padded memory.

    appsink (before GStreamer 1.24) does not say that padded rows are welcome, and a decoder then copies each picture
    into a tight buffer. The element before it says so for it; what else is asked goes on to the appsink.
    """
    onward = plain.get_static_pad("src")

    def answer(_pad: object, _parent: object, query: Any) -> bool:  # noqa: ANN401 - gi has no types
        if query.type != gst.core.QueryType.ALLOCATION:
            return bool(onward.peer_query(query))
        query.add_allocation_meta(gst.video.video_meta_api_get_type(), None)
        return True

    plain.get_static_pad("sink").set_query_function_full(answer, None)


def give_times(gst: GStreamer, pipeline: Any, times_s: tuple[float, ...]) -> None:  # noqa: ANN401 - gi has no types
    """Stamp the pictures, in order, before anything waits for their times; the last of ``times_s`` is the end."""
    if len(times_s) < 2:  # noqa: PLR2004 - a picture and the end
        return
    numbers = count()

    def stamp(_pad: object, info: Any) -> Any:  # noqa: ANN401 - gi has no types
        buffer, i = info.get_buffer(), min(next(numbers), len(times_s) - 2)
        buffer.pts = round(times_s[i] * 1e9)
        buffer.duration = round((times_s[i + 1] - times_s[i]) * 1e9)
        return gst.core.PadProbeReturn.OK

    pipeline.get_by_name("plain").get_static_pad("sink").add_probe(gst.core.PadProbeType.BUFFER, stamp)


def is_stuck(gst: GStreamer, pipeline: Any) -> bool:  # noqa: ANN401 - gi has no types
    """Whether a demuxer gave up without a word: decodebin swallows errors that come while it sets a demuxer up."""
    for element in pipeline.iterate_recurse():
        factory, sink = element.get_factory(), element.get_static_pad("sink")
        if factory is not None and sink is not None and "Demuxer" in factory.get_metadata("klass"):
            return bool(element.numsrcpads == 0 and sink.get_task_state() == gst.core.TaskState.PAUSED)
    return False


def _text(address: Address, *, paced: bool) -> str:
    if isinstance(address, FileAddress):
        return f"filesrc name=source ! {_DECODE} ! {_SINK} max-buffers={_AHEAD} sync={str(paced).lower()}"
    if isinstance(address, CameraAddress):
        return f"v4l2src name=source ! {_wish(address)} ! {_DECODE} ! {_NEWEST}"
    if isinstance(address, CsiAddress):
        return f"{argus(address)} ! nvvidconv ! video/x-raw,format=NV12 ! {_NEWEST}"
    if isinstance(address, StreamAddress):
        return f"rtspsrc name=source protocols=tcp latency=100 ! application/x-rtp,media=video ! {_DECODE} ! {_NEWEST}"
    return f"{_pattern(address)} ! {_NEWEST}"


def _nvmm(address: CsiAddress) -> str:
    return f'{argus(address)} ! {_ROWS} ! identity name=plain ! appsink name=sink caps="{_NVMM}" {_ONLY_LAST}'


def argus(address: CsiAddress) -> str:
    """NVIDIA's source for a CSI camera; its pictures lie in NVMM, the Jetson's own memory, until they are converted."""
    return (
        f"nvarguscamerasrc name=source sensor-id={address.sensor} ! video/x-raw(memory:NVMM),format=NV12,"
        f"width={address.width},height={address.height},framerate={address.rate}/1"
    )


def _pattern(address: PatternAddress) -> str:
    frames = -1 if address.frames is None else address.frames
    size = f"width={address.width},height={address.height},framerate={address.rate}/1"
    return (
        f"videotestsrc is-live=true pattern=ball num-buffers={frames} ! video/x-raw,format=NV12,{size} ! "
        "queue max-size-buffers=1 leaky=downstream"
    )


def _wish(address: CameraAddress) -> str:
    """Caps in the order of preference; v4l2src takes the camera's format that comes nearest to the first."""
    asked = {"width": address.width, "height": address.height, "framerate": address.rate}
    if not any(asked.values()):
        size, anything = "width=640,height=480,framerate=30/1", "; video/x-raw; image/jpeg; video/x-h264"
    else:
        known = {**asked, "framerate": address.rate and f"{address.rate}/1"}
        size, anything = ",".join(f"{key}={value}" for key, value in known.items() if value), ""
    return f'capsfilter caps="video/x-raw,{size}; image/jpeg,{size}; video/x-h264,{size}{anything}"'


def _only_video(_source: object, _number: int, caps: Any) -> bool:  # noqa: ANN401 - gi has no types
    return bool(caps.get_structure(0).get_string("media") == "video")


def _worth_decoding(_bin: object, _pad: object, caps: Any) -> bool:  # noqa: ANN401 - gi has no types
    """Sound and subtitles are not decoded: their pads stay as they are, linked to nothing."""
    return not caps.get_structure(0).get_name().startswith(_SKIPPED)


def _tune(gst: GStreamer, _bin: object, _parent: object, element: Any) -> None:  # noqa: ANN401 - gi has no types
    """One thread decodes: it is faster than the pose model, which needs the other cores."""
    factory = element.get_factory()
    if factory is None or "Decoder/Video" not in factory.get_metadata("klass"):
        return
    if element.find_property("max-threads") is not None:
        element.set_property("max-threads", 1)
    sink = element.get_static_pad("sink")
    if sink is not None:
        sink.add_probe(gst.core.PadProbeType.EVENT_DOWNSTREAM, partial(_open_end, gst))


def _open_end(gst: GStreamer, pad: Any, info: Any) -> Any:  # noqa: ANN401 - gi has no types
    """Keep a decoder from dropping the last frames of an MP4 whose first frame is not at 0.

    The demuxer ends the segment at the movie's duration, which is the sum of the frames'; frames that were shifted for
    reordering without an edit list lie behind it. The event is replaced by one without an end.
    """
    event = info.get_event()
    if event.type != gst.core.EventType.SEGMENT:
        return gst.core.PadProbeReturn.OK
    segment = event.parse_segment().copy()
    if segment.stop == gst.core.CLOCK_TIME_NONE:
        return gst.core.PadProbeReturn.OK
    segment.stop = gst.core.CLOCK_TIME_NONE
    endless = gst.core.Event.new_segment(segment)
    endless.set_seqnum(event.get_seqnum())
    pad.send_event(endless)
    return gst.core.PadProbeReturn.DROP
