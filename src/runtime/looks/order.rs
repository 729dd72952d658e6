//! Orders looks that the service generates.

use super::lookup::{MAX_NAME_COLUMNS, find_photo, require_group};
use crate::domain::{
    ApiVersion, CreationState, Error, Look, LookName, LookRequest, NewLooks, PricedWork, text,
};
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::paid_work;
use crate::store::{Ledger, StoredLookRequest};

/// Orders looks. The order is recorded before it is sent.
pub(in crate::runtime) async fn order_looks(job: &Job, new: NewLooks) -> Result<(), Error> {
    let (client, look) = find_photo(job, &new.base_photo).await?;
    let api = client.dialect().api_version();
    let group = if api == ApiVersion::V2 { Some(require_group(&look)?) } else { look.group.clone() };
    let name = text::truncate(&new.name, MAX_NAME_COLUMNS);
    let name = if name.is_empty() { default_look_name(&look, &new.prompt.text) } else { name };
    let own = group.clone();
    let allow_duplicate = new.allow_duplicate;
    let write = move |ledger: &mut Ledger, now| {
        ledger.record_look_request(own.as_ref(), &name, allow_duplicate, api, now)
    };
    let (id, name) = job.with_ledger(write).await?;
    let order = LookRequest {
        base_look: (api == ApiVersion::V3).then_some(new.base_photo),
        group,
        reference_pictures: Vec::new(),
        name,
        prompt: new.prompt,
    };
    let paid = match paid_work::record(job, PricedWork::Looks, 1.0).await {
        Ok(paid) => paid,
        Err(error) => {
            let _ = job.with_ledger(move |ledger, _| ledger.delete_look_request(id)).await;
            return Err(error);
        }
    };
    let response = client.generate_looks(&order).await;
    paid_work::discard_if_not_done(job, paid, &response).await;
    match response {
        Ok(generation) => {
            let generation_id = generation.clone();
            let confirmed =
                job.with_ledger(move |ledger, _| ledger.confirm_look_request(id, &generation_id)).await;
            if confirmed.is_err() {
                let LookRequest { group, name, .. } = order;
                job.session.pending_writes.push_look_order(StoredLookRequest {
                    id,
                    group,
                    name,
                    api_version: api,
                    generation,
                    requested_at: clock::now(),
                });
            }
            Ok(())
        }
        Err(error) => {
            // If it may have arrived, the record stays: the same order is not sent again without asking the user.
            if error.creation == CreationState::Unknown {
                return Err(error);
            }
            // If the record stays, it is reported once more at the next start.
            let _ = job.with_ledger(move |ledger, _| ledger.delete_look_request(id)).await;
            Err(error)
        }
    }
}

/// The person's name and the prompt: nothing else tells looks apart in a list.
fn default_look_name(look: &Look, prompt: &str) -> String {
    let name = LookName { number: None, prompt: Some(prompt), ..LookName::parse(&look.name) };
    text::truncate(&name.to_string(), MAX_NAME_COLUMNS)
}
