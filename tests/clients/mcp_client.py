"""The Python client of an MCP server that others wrote, against the sandbox whose address is the first argument.

Voices, avatars, groups, quota, upload, videos in both request forms, and their statuses. Ends with 1 at the first
thing that does not go as the client expects: it validates every reply with models of its own.
"""

import asyncio
import json
import logging
import os
import sys
import tempfile
import urllib.request

import httpx
from heygen_mcp.client import HeyGenApiClient
from heygen_mcp.models import AvatarIVVideoRequest, VideoGenerateRequest

BASE = sys.argv[1]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6364f8cf500f00038601805a347d6b0000000049454e44ae426082"
)


def advance(seconds):
    """Skips the sandbox's time."""
    body = json.dumps({"seconds": seconds}).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{BASE}/sandbox/advance", body, headers)) as reply:
        assert reply.status == 200


async def to_sandbox(request):
    """Sends a request to the sandbox: the client knows no other upload host than the service's own."""
    assert request.url.host in ("api.heygen.com", "upload.heygen.com"), request.url
    base = httpx.URL(BASE)
    request.url = request.url.copy_with(scheme=base.scheme, host=base.host, port=base.port)
    request.headers["Host"] = base.netloc.decode()


def good(reply):
    """A reply without an error."""
    assert reply.error is None, reply.error
    return reply


async def status(client, video_id):
    reply = good(await client.get_video_status(video_id))
    assert reply.video_id == video_id
    return reply


async def play(client):
    voices = good(await client.get_voices()).voices
    assert len(voices) == 100, "the client keeps the first hundred"
    avatars = good(await client.list_avatars())
    assert avatars.total_count == len(avatars.avatars) > 0
    groups = good(await client.list_avatar_groups())
    assert groups.total_count == len(groups.avatar_groups) >= 36
    looks = good(await client.get_avatars_in_group(groups.avatar_groups[0].id)).avatars
    assert looks[0].id == groups.avatar_groups[0].id
    assert good(await client.get_user_info()).username
    before = good(await client.get_remaining_credits()).remaining_credits

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "me.png")
        with open(path, "wb") as file:
            file.write(PNG)
        asset = good(await client.upload_asset(path))
    # The client calls the id of an upload a picture key, which the service does not take; its own URL tells the key.
    key = asset.url.split("/media/")[1]
    request = {"video_title": "Me", "script": "Hello.", "voice_id": voices[0].voice_id}
    refused = await client.generate_avatar_iv_video(AvatarIVVideoRequest(image_key=asset.asset_id, **request))
    assert refused.error and "400" in refused.error and not refused.video_id, refused
    own = good(await client.generate_avatar_iv_video(AvatarIVVideoRequest(image_key=key, **request))).video_id
    scene = {
        "character": {"avatar_id": avatars.avatars[0].avatar_id},
        "voice": {"input_text": "Hello and welcome.", "voice_id": voices[1].voice_id},
    }
    request = VideoGenerateRequest(title="Avatar", video_inputs=[scene])
    other = good(await client.generate_avatar_video(request)).video_id

    words = []
    for seconds in (0, 90, 300, 900):
        advance(seconds)
        words.append((await status(client, own)).status)
    assert words[0] == "pending" and words[2:] == ["processing", "completed"], words
    for video_id in (own, other):
        video = await status(client, video_id)
        assert video.status == "completed" and video.duration > 0 and video.error_details is None, video
        with urllib.request.urlopen(video.video_url) as reply:
            assert reply.headers["Content-Type"] == "video/mp4"
    assert [video.video_id for video in good(await client.list_videos()).videos] == [other, own]
    assert good(await client.get_remaining_credits()).remaining_credits < before
    assert (await client.get_video_status("nobody")).error, "a video that is not there"


async def main():
    async with HeyGenApiClient("any", max_retries=1) as client:
        client._client.event_hooks["request"].append(to_sandbox)
        await play(client)
    print("the Python client is done with voices, avatars, groups, quota, upload, videos and statuses")


logging.getLogger("httpx").setLevel(logging.WARNING)
asyncio.run(main())
