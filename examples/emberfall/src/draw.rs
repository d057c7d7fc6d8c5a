//! From the state to draw commands. Absent on purpose: anything that changes the state.

mod actors;
mod canvas;
mod lights;
mod motes;
mod sky;

pub(crate) use canvas::Scratch;

use canvas::Canvas;
use component::draw;

use crate::{
    hud,
    math::{Vec3, sin, vec3},
    palette::{PALETTES, Palette},
    session::Session,
};

/// A moment between two steps, as everything that draws needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    session: &'a Session,
    palette: &'a Palette,
    /// How far between the last step and the one before, 0 to 1.
    blend: f32,
    /// Seconds since the level began.
    secs: f32,
    eye: Vec3,
    target: Vec3,
}

impl Moment<'_> {
    fn between(&self, before: Vec3, now: Vec3) -> Vec3 {
        before.lerp(now, self.blend)
    }

    /// Whether something at `at` that reaches `reach` metres may be in the picture or throw a shadow into it.
    fn shows(&self, at: Vec3, reach: f32) -> bool {
        let forward = (self.target - self.eye).direction();
        let way = at - self.eye;
        let depth = way.dot(forward);
        let right = forward.cross(Vec3::UP).direction();
        let up = right.cross(forward);
        let room = reach * 1.4 + 3.0;
        depth > -room
            && depth < sky::FAR
            && way.dot(right).abs() < depth.max(0.0) * 0.56 + room
            && way.dot(up).abs() < depth.max(0.0) * 0.38 + room
    }
}

/// Appends everything but the shapes' definitions.
pub(crate) fn frame(session: &Session, blend: f32, scratch: &mut Scratch, commands: &mut Vec<u8>) {
    let run = &session.run;
    let camera = &run.camera;
    let secs = (run.steps as f32 + blend) * crate::math::STEP_SECS;
    let shake = shake(session, secs);
    let moment = Moment {
        session,
        palette: &PALETTES[run.number],
        blend,
        secs,
        eye: camera.eye_before.lerp(camera.eye, blend) + shake,
        target: camera.target_before.lerp(camera.target, blend) + shake,
    };
    draw::phase(commands, session.phase as u32);
    let mut canvas = Canvas { commands, scratch };
    sky::write(&moment, &mut canvas);
    lights::write(&moment, &mut canvas);
    scenery(&moment, &mut canvas);
    actors::write(&moment, &mut canvas);
    motes::write(&moment, &mut canvas);
    hud::write(session, commands);
}

/// How far the picture is moved aside.
fn shake(session: &Session, secs: f32) -> Vec3 {
    if session.reduced_motion {
        return Vec3::ZERO;
    }
    let strength = session.run.effects.shake * session.run.effects.shake * 1.1;
    vec3(sin(secs * 61.0), sin(secs * 73.0 + 1.0), 0.0) * strength
}

fn scenery(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let placed = &moment.session.run.scenery.placed;
    for group in placed.chunk_by(|a, b| a.mesh == b.mesh) {
        for placed in group {
            if moment.shows(placed.at, placed.reach) {
                canvas.put_instance(placed.instance);
            }
        }
        canvas.draw(group[0].mesh);
    }
}
