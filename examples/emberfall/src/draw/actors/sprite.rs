//! The sprite: a small lantern that leans into its run, with a flame for a heart and a wisp of flame behind it.

use component::draw::Instance;

use super::{FIRE, FIRE_CORE, write_mesh};
use crate::{
    draw::Moment,
    math::{Vec3, cos, sin},
    mesh::Mesh,
    pose::{Look, Pose},
    session::Phase,
};

/// How far it floats above its foot, metres.
const FLOAT: f32 = 0.26;
const TAIL: usize = 4;

/// The sprite's body as it stands in the world at a moment.
struct Body {
    pose: Pose,
    /// Its flame's size, 0 to 1.
    flame: f32,
    velocity: Vec3,
}

fn body(moment: &Moment<'_>) -> Option<Body> {
    let run = &moment.session.run;
    let player = &run.player;
    let vanishes = matches!(moment.session.phase, Phase::Complete | Phase::Won)
        && moment.session.phase_steps > 70;
    let blinks = player.shield_steps > 0 && moment.session.phase == Phase::Playing;
    if vanishes || (blinks && player.shield_steps / 5 % 2 == 1) {
        return None;
    }
    let secs = moment.secs;
    let speed = player.velocity.flat().length();
    let facing = Vec3 {
        x: -sin(player.heading),
        y: 0.0,
        z: -cos(player.heading),
    };
    let forward = player.velocity.flat().dot(facing);
    let lean = forward * 0.045;
    let teeter = player.hesitation() * sin(secs * 26.0) * 0.22;
    let hop = libm::fabsf(sin(secs * 9.5)) * 0.1 * (speed * 0.16).min(1.0);
    let bob = 0.05 * sin(secs * 2.6) + hop;
    let stretch = if player.is_dashing() { 0.28 } else { 0.0 };
    let at = moment.between(player.before, player.at).raised(FLOAT + bob);
    let breath = 1.0 + 0.02 * sin(secs * 5.2);
    let pose = Pose::new(at, 1.0)
        .sized(
            0.98 - stretch * 0.4,
            breath - stretch * 0.45,
            0.98 + stretch,
        )
        .turned(player.heading)
        .leant(lean, teeter);
    let flame = if run.out_steps > 0 {
        0.0
    } else {
        0.35 + 0.65 * player.flame
    };
    Some(Body {
        pose,
        flame,
        velocity: player.velocity,
    })
}

pub(super) fn write(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let body = body(moment).map(|body| body.pose.instance(Look::matt([1.0; 3])));
    write_mesh(commands, Mesh::Sprite, body.into_iter());
}

/// Its heart, and the tail that trails behind it.
pub(super) fn flames(moment: &Moment<'_>) -> impl Iterator<Item = Instance> {
    let secs = moment.secs;
    let burning = body(moment).filter(|body| body.flame > 0.0);
    burning.into_iter().flat_map(move |body| {
        let leap = 1.0 + 0.1 * sin(secs * 13.0) + 0.06 * sin(secs * 31.0);
        let heart = Pose {
            at: body.pose.at.raised(0.16),
            ..body.pose
        };
        let size = body.flame;
        let heart = heart
            .sized(0.78 * size, 0.6 * size * leap, 0.78 * size)
            .instance(Look::glowing(FIRE_CORE, 1.7));
        let back = body.velocity.flat() * -0.05;
        let tail = (0..TAIL).map(move |bead| {
            let part = (bead + 1) as f32 / TAIL as f32;
            let wave = sin(secs * 8.0 - part * 3.0) * 0.09 * part;
            let aside = Vec3 {
                x: cos(secs * 3.0 + part),
                y: 0.0,
                z: sin(secs * 3.0 + part),
            };
            let at = body.pose.at + back * (part * 2.2) + aside * wave;
            let size = 0.3 * (1.0 - part * 0.7) * size;
            Pose::new(at.raised(0.02 - part * 0.22), size)
                .instance(Look::glowing(FIRE, 1.5 * (1.0 - part * 0.6)))
        });
        core::iter::once(heart).chain(tail)
    })
}
