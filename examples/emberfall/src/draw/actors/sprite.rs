//! The sprite: a small lantern that leans into its run, with a flame for a heart and a wisp of flame behind it.

use super::{FIRE, FIRE_CORE, FIRE_GLOW};
use crate::{
    draw::{Moment, canvas::Canvas},
    math::{Vec3, cos, sin, vec3},
    mesh::Mesh,
    pose::{Look, Pose},
    session::Phase,
};

/// How far it floats above its foot, metres.
const FLOAT: f32 = 0.28;
const SIZE: f32 = 1.12;
const TAIL: u8 = 4;
/// After the brazier took the light, the lantern is gone.
const VANISHED_STEPS: u32 = 70;

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    if let Some(pose) = pose(moment) {
        canvas.put(pose, Look::glowing([1.0; 3], 0.12));
    }
    canvas.draw(Mesh::Sprite);
}

/// Its body's place; none while it cannot be seen.
fn pose(moment: &Moment<'_>) -> Option<Pose> {
    let session = moment.session;
    let player = &session.run.player;
    let vanished = matches!(session.phase, Phase::Complete | Phase::Won)
        && session.phase_steps > VANISHED_STEPS;
    let blinks = session.phase == Phase::Playing && player.shield_steps / 5 % 2 == 1;
    if vanished || blinks {
        return None;
    }
    let secs = moment.secs;
    let facing = vec3(-sin(player.heading), 0.0, -cos(player.heading));
    let velocity = player.velocity.flat();
    let lean = velocity.dot(facing) * 0.045;
    let teeter = player.hesitation() * sin(secs * 26.0) * 0.22;
    let hop = sin(secs * 9.5).abs() * 0.1 * (velocity.length() * 0.16).min(1.0);
    let bob = 0.05 * sin(secs * 2.6) + hop;
    let stretch = if player.is_dashing() { 0.28 } else { 0.0 };
    let breath = 1.0 + 0.02 * sin(secs * 5.2);
    let at = moment.between(player.before, player.at).raised(FLOAT + bob);
    let pose = Pose::new(at, 1.0)
        .sized(
            SIZE * (1.0 - stretch * 0.4),
            SIZE * (breath - stretch * 0.45),
            SIZE * (1.0 + stretch),
        )
        .turned(player.heading)
        .leant(lean, teeter);
    Some(pose)
}

/// Its heart, and the tail that trails behind it.
pub(super) fn flames(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let run = &moment.session.run;
    let Some(body) = pose(moment).filter(|_| run.out_steps == 0) else {
        return;
    };
    let secs = moment.secs;
    let size = SIZE * (0.4 + 0.6 * run.player.flame);
    let leap = 1.0 + 0.1 * sin(secs * 13.0) + 0.06 * sin(secs * 31.0);
    let mut heart = body.sized(0.82 * size, 0.6 * size * leap, 0.82 * size);
    heart.at.y += 0.18;
    canvas.put(heart, Look::glowing(FIRE_CORE, FIRE_GLOW));
    let back = run.player.velocity.flat() * -0.05;
    for bead in 1..=TAIL {
        let part = f32::from(bead) / f32::from(TAIL);
        let wave = sin(secs * 8.0 - part * 3.0) * 0.09 * part;
        let aside = vec3(cos(secs * 3.0 + part), 0.0, sin(secs * 3.0 + part));
        let at = body.at + back * (part * 2.2) + aside * wave + Vec3::UP * (0.02 - part * 0.22);
        let pose = Pose::new(at, 0.3 * (1.0 - part * 0.7) * size);
        canvas.put(pose, Look::glowing(FIRE, FIRE_GLOW * (1.0 - part * 0.6)));
    }
}
