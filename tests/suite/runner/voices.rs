//! What is learned of a voice from server, whatever form they were sent in.

use cuecard::domain::{Dialect, Scene, Settings};
use cuecard::studio::{Order, Reply, Request};

use super::World;

#[tokio::test]
async fn a_voice_is_known_again_in_each_form_with_one_scene_and_with_several() {
    for dialect in Dialect::ALL.iter().copied() {
        for scenes in [1, 3] {
            let settings =
                Settings { api: Some(dialect.api()), dialect: Some(dialect), ..Settings::default() };
            let world = World::with(|setup| setup.settings = settings).await;
            let mut order = Order { shown: dialect, ..world.order().await };
            order.spec.scenes = vec![Scene::new("Hello."); scenes];
            let voice = order.spec.voice.clone();
            world.runner.call(Request::Submit(Box::new(order))).await;
            let history = world.runner.call(Request::History).await;
            let [Reply::History(Ok(history))] = &history[..] else { panic!("{history:?}") };
            let voices: Vec<_> = history.past.iter().map(|past| past.voice.as_ref()).collect();
            assert_eq!(voices, [Some(&voice)], "{dialect:?}, {scenes}");
        }
    }
}
