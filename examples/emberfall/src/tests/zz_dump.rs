//! scratch
use super::{SEED, bot::Bot, save_at};
use component::{Game, InputFrame, StartConfig, input::action, journal::Journal};
#[test]
fn zz_dump() {
    let Ok(spec) = std::env::var("DUMP") else {
        return;
    };
    for item in spec.split(',') {
        let (level, steps) = item.split_once('-').unwrap();
        let (level, steps): (u8, u32) = (level.parse().unwrap(), steps.parse().unwrap());
        let save = save_at(level);
        let mut config = Vec::new();
        StartConfig {
            seed: SEED,
            reduced_motion: false,
            save: &save,
        }
        .write(&mut config);
        let mut game = crate::Emberfall::default();
        game.start(&config).unwrap();
        let mut journal = Journal::new(config);
        let mut bot = Bot::default();
        for step in 0..steps {
            let frame = if step == 0 {
                InputFrame {
                    pressed: action::CONFIRM,
                    held: action::CONFIRM,
                    ..InputFrame::default()
                }
            } else if game.session.phase != crate::session::Phase::Playing {
                InputFrame::default()
            } else {
                bot.frame(&game.session)
            };
            journal.push(frame);
            game.step(&frame.to_bytes()).unwrap();
        }
        let p = &game.session.run.player;
        println!(
            "{item}: {:?} {:?} {}",
            game.session.phase,
            p.at,
            game.session.run.embers_taken()
        );
        let mut full = Vec::new();
        game.draw(1.0, &mut full).unwrap();
        let mut frame = Vec::new();
        game.draw(1.0, &mut frame).unwrap();
        let mut tris = std::collections::BTreeMap::new();
        let mut total: std::collections::BTreeMap<u16, (usize, usize)> = Default::default();
        for c in component::draw::commands(&full) {
            match c.unwrap() {
                component::draw::Command::Mesh { mesh, indices, .. } => {
                    tris.insert(mesh, indices.len() / 6);
                }
                component::draw::Command::Instances(i) => {
                    let e = total.entry(i.mesh).or_default();
                    e.0 += i.bytes.len() / 64;
                    e.1 += i.bytes.len() / 64 * tris[&i.mesh];
                }
                _ => {}
            }
        }
        println!(
            "0- total {} {:?}",
            total.values().map(|e| e.1).sum::<usize>(),
            total
        );
        std::fs::write(format!("/tmp/layerw/game/j/{item}.full"), &full).unwrap();
        std::fs::write(format!("/tmp/layerw/game/j/{item}.frame"), &frame).unwrap();
        std::fs::write(format!("/tmp/layerw/game/j/{item}"), journal.to_bytes()).unwrap();
    }
}
