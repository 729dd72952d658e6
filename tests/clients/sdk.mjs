// The SDK that others wrote, against the sandbox whose address is the first argument: a photo from upload to
// trained group, new look and film. Ends with 1 at the first thing that does not go as the SDK expects.
import assert from "node:assert/strict";

const base = process.argv[2];
const fetched = globalThis.fetch;
// The SDK knows no other address than the service's own.
globalThis.fetch = (url, init) => fetched(String(url).replace(/^https:\/\/[^/]+/, base), init);
const { HeygenSDK } = await import("@teamduality/heygen-typescript-sdk");

const sdk = new HeygenSDK("any");
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Skips the sandbox's time. */
async function advance(seconds) {
  const reply = await fetched(`${base}/sandbox/advance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ seconds }),
  });
  assert.equal(reply.status, 200);
}

const { voices } = await sdk.voices.list();
assert.equal(voices.length, 300);
const { talking_photos } = await sdk.avatars.list();
assert.ok(talking_photos.length >= 36);
assert.ok(talking_photos.every((photo) => photo.talking_photo_id && photo.preview_image_url));
assert.ok((await sdk.avatars.listGroups()).avatar_group_list.length >= 36);
await sdk.avatars.listGroups({ include_public: true });

const asset = await sdk.assets.upload(png, "image/png");
assert.equal(asset.file_type, "image");
await assert.rejects(sdk.assets.upload(png, "image/jpeg"), "what is in it counts, not what it is called");
const group = await sdk.photoAvatars.createGroup({ name: "Me", image_key: asset.image_key });
const { photo_avatar_list } = await sdk.photoAvatars.addLooks({
  group_id: group.group_id,
  image_keys: [asset.image_key],
  name: "Me",
});
assert.equal(photo_avatar_list[0].group_id, group.group_id);

await sdk.photoAvatars.trainGroup({ group_id: group.group_id });
assert.equal((await sdk.photoAvatars.getTrainingStatus(group.group_id)).status, "pending");
await advance(1201);
assert.equal((await sdk.photoAvatars.getTrainingStatus(group.group_id)).status, "completed");

const { generation_id } = await sdk.photoAvatars.generateLooks({
  group_id: group.group_id,
  prompt: "In a blue suit",
  orientation: "square",
  pose: "half_body",
  style: "Realistic",
});
await advance(61);
const generation = await sdk.photoAvatars.checkGenerationStatus(generation_id);
assert.equal(generation.status, "success");
assert.equal(generation.image_key_list.length, 4);
const added = await sdk.photoAvatars.addLooks({
  group_id: group.group_id,
  image_keys: generation.image_key_list,
  generation_id,
  name: "Me in blue",
});
assert.equal(added.photo_avatar_list.length, 4);
await advance(61);
for (const look of [group, photo_avatar_list[0], added.photo_avatar_list[3]]) {
  const details = await sdk.photoAvatars.getDetails(look.id);
  assert.deepEqual([details.id, details.group_id, details.status], [look.id, group.group_id, "completed"]);
}
assert.equal((await sdk.photoAvatars.listInGroup(group.group_id)).avatar_list.length, 6);
for (const unknown of ["getDetails", "listInGroup", "getTrainingStatus", "checkGenerationStatus"]) {
  await assert.rejects(sdk.photoAvatars[unknown]("nobody"), unknown);
}

/** A film of one scene, said by this voice. */
const film = (voice_id) =>
  sdk.videos.generation.create({
    title: "Field client",
    dimension: { width: 144, height: 256 },
    video_inputs: [
      {
        character: { type: "talking_photo", talking_photo_id: group.id },
        voice: { type: "text", voice_id, input_text: "Hello." },
      },
    ],
  });
const { video_id } = await film(voices[0].voice_id);
await assert.rejects(film("nobody"), "a voice that is not there");
assert.equal((await sdk.videos.generation.get(video_id)).status, "pending");
await advance(360);
assert.equal((await sdk.videos.generation.get(video_id)).status, "processing");
await advance(3600);
const finished = await sdk.videos.generation.get(video_id);
assert.deepEqual([finished.id, finished.status], [video_id, "completed"]);
assert.ok(finished.duration > 0 && finished.thumbnail_url);
assert.equal((await fetched(finished.video_url)).headers.get("content-type"), "video/mp4");
const { video_id: later } = await film(voices[1].voice_id);
const page = await sdk.videos.management.list({ limit: 1 });
assert.deepEqual([page.videos.length, page.videos[0].video_id], [1, later]);
const next = await sdk.videos.management.list({ limit: 1, token: page.token });
assert.deepEqual([next.videos[0].video_id, next.videos[0].status], [video_id, "completed"]);
await sdk.videos.generation.delete(video_id);
await assert.rejects(sdk.videos.generation.get(video_id), "it was deleted");
assert.equal((await sdk.videos.management.list()).videos.length, 1);
assert.ok((await sdk.user.getRemainingQuota()).remaining_quota > 0);
console.log("the SDK is done with voices, photos, upload, group, add, train, look, statuses and film");
