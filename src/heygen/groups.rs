//! Photo avatar groups: made, enlarged, trained, and given AI looks.

use serde::Serialize;

use super::Client;
use super::endpoints::EndpointPath;
use super::look_records::{
    parse_added_looks, parse_generation_id, parse_group_list, parse_look, parse_look_generation,
    parse_look_list, parse_training,
};
use super::request::MAX_LIST_BYTES;
use crate::domain::{
    ApiVersion, CreationState, Error, ErrorKind, GroupId, Look, LookGeneration, LookGenerationId,
    LookRequest, PhotoGroup, PhotoId, PictureKey, Training,
};

/// Keys that one request may have.
const MAX_KEYS_PER_REQUEST: usize = 4;

#[derive(Serialize)]
struct CreateGroupBody<'a> {
    name: &'a str,
    image_key: &'a str,
}

#[derive(Serialize)]
struct AddLooksBody<'a> {
    group_id: &'a str,
    image_keys: Vec<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_id: Option<&'a str>,
}

#[derive(Serialize)]
struct TrainGroupBody<'a> {
    group_id: &'a str,
}

#[derive(Serialize)]
struct GenerateLooksBody<'a> {
    group_id: &'a str,
    prompt: &'a str,
    orientation: &'a str,
    pose: &'a str,
    style: &'a str,
}

impl Client {
    /// The account's own groups.
    pub async fn groups(&self) -> Result<Vec<PhotoGroup>, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.groups_v3().await;
        }
        let place = EndpointPath::new("/v2/avatar_group.list").with_query("include_public", "false");
        self.execute(
            self.get("the groups", &place)
                .with_max_response_bytes(MAX_LIST_BYTES)
                .with_timeout(self.retry_policy.list_timeout),
            parse_group_list,
        )
        .await
    }

    /// The looks of one group, whatever became of each.
    pub async fn looks_in_group(&self, group: &GroupId) -> Result<Vec<Look>, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.looks_in_group_v3(group).await;
        }
        let place = EndpointPath::new("/v2/avatar_group").with_id(group.as_str()).with_subresource("avatars");
        self.execute(
            self.get("the looks", &place)
                .with_max_response_bytes(MAX_LIST_BYTES)
                .with_timeout(self.retry_policy.list_timeout),
            parse_look_list,
        )
        .await
    }

    /// Makes a group of one uploaded picture, and gives its first look.
    pub async fn create_group(&self, name: &str, picture: &PictureKey) -> Result<Look, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.create_look_v3(name, picture, None).await;
        }
        let body = CreateGroupBody { name, image_key: picture.as_str() };
        let place = EndpointPath::new("/v2/photo_avatar/avatar_group/create");
        self.execute(self.post("the new group", &place, &body)?, parse_look).await
    }

    /// Adds looks to a group, four to a request, and gives them as the service has them. Pictures that the service drew
    /// are `drawn` by an order of ours.
    ///
    /// Where a later request fails, the fault says how many pictures were sent before it.
    pub async fn add_looks(
        &self,
        group: &GroupId,
        name: &str,
        pictures: &[PictureKey],
        drawn: Option<&LookGenerationId>,
    ) -> Result<Vec<Look>, Error> {
        let generation_id = drawn.map(LookGenerationId::as_str);
        let mut looks = Vec::new();
        if self.api_version() == ApiVersion::V3 {
            for (turn, picture) in pictures.iter().enumerate() {
                let sent = self.create_look_v3(name, picture, Some(group)).await;
                looks.push(sent.map_err(|fault| with_partial_progress(turn, pictures.len(), fault))?);
            }
            return Ok(looks);
        }
        for (turn, keys) in pictures.chunks(MAX_KEYS_PER_REQUEST).enumerate() {
            let image_keys = keys.iter().map(PictureKey::as_str).collect();
            let body = AddLooksBody { group_id: group.as_str(), image_keys, name, generation_id };
            let place = EndpointPath::new("/v2/photo_avatar/avatar_group/add");
            let sent = self.execute(self.post("the new looks", &place, &body)?, parse_added_looks).await;
            looks.extend(sent.map_err(|fault| {
                with_partial_progress(turn * MAX_KEYS_PER_REQUEST, pictures.len(), fault)
            })?);
        }
        Ok(looks)
    }

    /// Starts the training of a group, in the generation that has such a thing.
    pub async fn train_group(&self, group: &GroupId) -> Result<(), Error> {
        if self.api_version() == ApiVersion::V3 {
            return Ok(());
        }
        let body = TrainGroupBody { group_id: group.as_str() };
        self.execute(self.post("the training", &EndpointPath::new("/v2/photo_avatar/train"), &body)?, |_| {
            Some(())
        })
        .await
    }

    pub async fn training_status(&self, group: &GroupId) -> Result<Training, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.training_status_v3(group).await;
        }
        let place = EndpointPath::new("/v2/photo_avatar/train/status").with_id(group.as_str());
        self.execute(self.get("the training", &place), parse_training).await
    }

    /// Orders AI looks of a trained group. What the generation that is spoken has no words for is refused here.
    pub async fn generate_looks(&self, order: &LookRequest) -> Result<LookGenerationId, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.generate_look_v3(order).await;
        }
        if order.base_look.is_some() || !order.reference_pictures.is_empty() {
            let what = "only v3 draws looks like another one, or by pictures";
            return Err(Error::new("the AI looks", ErrorKind::Refused, what));
        }
        let Some(group) = &order.group else {
            let what = "only v3 draws looks of a photo that is in no group";
            return Err(Error::new("the AI looks", ErrorKind::Refused, what));
        };
        let body = GenerateLooksBody {
            group_id: group.as_str(),
            prompt: &order.prompt.text,
            orientation: order.prompt.orientation.as_str(),
            pose: order.prompt.pose.as_str(),
            style: order.prompt.style.as_str(),
        };
        self.execute(
            self.post("the AI looks", &EndpointPath::new("/v2/photo_avatar/look/generate"), &body)?,
            parse_generation_id,
        )
        .await
    }

    pub async fn look_generation(&self, order: &LookGenerationId) -> Result<LookGeneration, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.look_generation_v3(order).await;
        }
        let place = EndpointPath::new("/v2/photo_avatar/generation").with_id(order.as_str());
        self.execute(self.get("the AI looks", &place), |data| parse_look_generation(order, data)).await
    }

    /// One look of a group.
    pub async fn photo(&self, photo: &PhotoId) -> Result<Look, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.photo_v3(photo).await;
        }
        let place = EndpointPath::new("/v2/photo_avatar").with_id(photo.as_str());
        self.execute(self.get("the photo", &place), parse_look).await
    }
}

/// What failed after some of it was done is not undone.
fn with_partial_progress(done: usize, all: usize, fault: Error) -> Error {
    if done == 0 {
        return fault;
    }
    let message = format!("{done} of {all} pictures were added before; then: {}", fault.message);
    Error { message, creation: CreationState::Unknown, ..fault }
}
