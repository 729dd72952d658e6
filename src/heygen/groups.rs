//! Photo avatar groups: made, enlarged, trained, and given AI looks.

use serde::Serialize;

use super::Client;
use super::endpoints::Place;
use super::look::{added, generation, group_list, look, look_list, ordered, training};
use super::request::LIST;
use crate::domain::{
    Api, AssetKey, Certainty, Fault, FaultKind, Generation, GenerationId, Group, GroupId, Look, LookOrder,
    PhotoId, Training,
};

/// Keys that one request may have.
const KEYS: usize = 4;

#[derive(Serialize)]
struct Create<'a> {
    name: &'a str,
    image_key: &'a str,
}

#[derive(Serialize)]
struct Add<'a> {
    group_id: &'a str,
    image_keys: Vec<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation_id: Option<&'a str>,
}

#[derive(Serialize)]
struct Train<'a> {
    group_id: &'a str,
}

#[derive(Serialize)]
struct Generate<'a> {
    group_id: &'a str,
    prompt: &'a str,
    orientation: &'a str,
    pose: &'a str,
    style: &'a str,
}

impl Client {
    /// The account's own groups.
    pub async fn groups(&self) -> Result<Vec<Group>, Fault> {
        if self.api() == Api::V3 {
            return self.avatar_groups().await;
        }
        let place = Place::new("/v2/avatar_group.list").query("include_public", "false");
        self.ask(self.get("the groups", &place).cap(LIST).time(self.patience.list), group_list).await
    }

    /// The looks of one group, whatever became of each.
    pub async fn looks_of(&self, group: &GroupId) -> Result<Vec<Look>, Fault> {
        if self.api() == Api::V3 {
            return self.group_looks(group).await;
        }
        let place = Place::new("/v2/avatar_group").id(group.as_str()).of_it("avatars");
        self.ask(self.get("the looks", &place).cap(LIST).time(self.patience.list), look_list).await
    }

    /// Makes a group of one uploaded picture, and gives its first look.
    pub async fn create_group(&self, name: &str, picture: &AssetKey) -> Result<Look, Fault> {
        if self.api() == Api::V3 {
            return self.new_look(name, picture, None).await;
        }
        let body = Create { name, image_key: picture.as_str() };
        let place = Place::new("/v2/photo_avatar/avatar_group/create");
        self.ask(self.post("the new group", &place, &body)?, look).await
    }

    /// Adds looks to a group, four to a request, and gives them as the service has them. Pictures that the service drew
    /// are `drawn` by an order of ours.
    ///
    /// Where a later request fails, the fault says how many pictures were sent before it.
    pub async fn add_looks(
        &self,
        group: &GroupId,
        name: &str,
        pictures: &[AssetKey],
        drawn: Option<&GenerationId>,
    ) -> Result<Vec<Look>, Fault> {
        let generation_id = drawn.map(GenerationId::as_str);
        let mut looks = Vec::new();
        if self.api() == Api::V3 {
            for (turn, picture) in pictures.iter().enumerate() {
                let sent = self.new_look(name, picture, Some(group)).await;
                looks.push(sent.map_err(|fault| partly(turn, pictures.len(), fault))?);
            }
            return Ok(looks);
        }
        for (turn, keys) in pictures.chunks(KEYS).enumerate() {
            let image_keys = keys.iter().map(AssetKey::as_str).collect();
            let body = Add { group_id: group.as_str(), image_keys, name, generation_id };
            let place = Place::new("/v2/photo_avatar/avatar_group/add");
            let sent = self.ask(self.post("the new looks", &place, &body)?, added).await;
            looks.extend(sent.map_err(|fault| partly(turn * KEYS, pictures.len(), fault))?);
        }
        Ok(looks)
    }

    /// Starts the training of a group, in the generation that has such a thing.
    pub async fn train(&self, group: &GroupId) -> Result<(), Fault> {
        if self.api() == Api::V3 {
            return Ok(());
        }
        let body = Train { group_id: group.as_str() };
        self.ask(self.post("the training", &Place::new("/v2/photo_avatar/train"), &body)?, |_| Some(())).await
    }

    pub async fn training(&self, group: &GroupId) -> Result<Training, Fault> {
        if self.api() == Api::V3 {
            return self.look_training(group).await;
        }
        let place = Place::new("/v2/photo_avatar/train/status").id(group.as_str());
        self.ask(self.get("the training", &place), training).await
    }

    /// Orders AI looks of a trained group. What the generation that is spoken has no words for is refused here.
    pub async fn generate_looks(&self, order: &LookOrder) -> Result<GenerationId, Fault> {
        if self.api() == Api::V3 {
            return self.prompt_look(order).await;
        }
        if order.like.is_some() || !order.references.is_empty() {
            let what = "only v3 draws looks like another one, or by pictures";
            return Err(Fault::new("the AI looks", FaultKind::Refused, what));
        }
        let Some(group) = &order.group else {
            let what = "only v3 draws looks of a photo that is in no group";
            return Err(Fault::new("the AI looks", FaultKind::Refused, what));
        };
        let body = Generate {
            group_id: group.as_str(),
            prompt: &order.prompt.text,
            orientation: order.prompt.shape.word(),
            pose: order.prompt.pose.word(),
            style: order.prompt.style.word(),
        };
        self.ask(self.post("the AI looks", &Place::new("/v2/photo_avatar/look/generate"), &body)?, ordered)
            .await
    }

    pub async fn generation(&self, order: &GenerationId) -> Result<Generation, Fault> {
        if self.api() == Api::V3 {
            return self.prompted(order).await;
        }
        let place = Place::new("/v2/photo_avatar/generation").id(order.as_str());
        self.ask(self.get("the AI looks", &place), |data| generation(order, data)).await
    }

    /// One look of a group.
    pub async fn photo(&self, photo: &PhotoId) -> Result<Look, Fault> {
        if self.api() == Api::V3 {
            return self.look(photo).await;
        }
        let place = Place::new("/v2/photo_avatar").id(photo.as_str());
        self.ask(self.get("the photo", &place), look).await
    }
}

/// What failed after some of it was done is not undone.
fn partly(done: usize, all: usize, fault: Fault) -> Fault {
    if done == 0 {
        return fault;
    }
    let message = format!("{done} of {all} pictures were added before; then: {}", fault.message);
    Fault { message, certainty: Certainty::Unknown, ..fault }
}
