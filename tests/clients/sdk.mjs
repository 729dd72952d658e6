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
    body: JSON.stringify({ seconds }),
  });
  assert.equal(reply.status, 200);
}

const { voices } = await sdk.voices.list();
assert.equal(voices.length, 300);
const { talking_photos } = await sdk.avatars.list();
assert.ok(talking_photos.length >= 36);
assert.ok((await sdk.avatars.listGroups()).avatar_group_list.length >= 36);

const asset = await sdk.assets.upload(png, "image/png");
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
assert.equal((await sdk.photoAvatars.getDetails(group.id)).status, "completed");
assert.equal((await sdk.photoAvatars.listInGroup(group.group_id)).avatar_list.length, 2);

const { video_id } = await sdk.videos.generation.create({
  title: "Field client",
  dimension: { width: 144, height: 256 },
  video_inputs: [
    {
      character: { type: "talking_photo", talking_photo_id: group.id },
      voice: { type: "text", voice_id: voices[0].voice_id, input_text: "Hello." },
    },
  ],
});
assert.equal((await sdk.videos.generation.get(video_id)).status, "pending");
await advance(3600);
assert.equal((await sdk.videos.generation.get(video_id)).status, "completed");
assert.equal((await sdk.videos.management.list()).videos[0].video_id, video_id);
await sdk.videos.generation.delete(video_id);
assert.ok((await sdk.user.getRemainingQuota()).remaining_quota > 0);
console.log("the SDK is done with voices, photos, upload, group, add, train, look, statuses and film");
