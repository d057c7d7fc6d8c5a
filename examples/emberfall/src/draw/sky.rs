//! Camera, sun, water and clouds.

use component::draw::{self, Camera, Sun, flag};

use super::{Moment, canvas::Canvas};
use crate::{
    camera::FOV_Y_RADIANS,
    level::WATER_HEIGHT,
    math::{TAU, Vec3, fraction, mix, scattered, sin, vec3},
    mesh::{Mesh, WATER_CELLS},
    pose::{Look, Pose},
};

/// Nothing is drawn past this, metres.
pub(super) const FAR: f32 = 130.0;
const CLOUDS: u32 = 16;
/// A cloud's lumps: x, z and size.
const CLOUD_LUMPS: [(f32, f32, f32); 5] = [
    (0.0, 0.0, 1.0),
    (1.25, 0.15, 0.74),
    (-1.2, -0.2, 0.7),
    (2.1, -0.1, 0.42),
    (-2.0, 0.15, 0.46),
];
/// Half the width of the water, metres.
const WATER_REACH: f32 = 125.0;

pub(super) fn write(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    draw::camera(
        canvas.commands,
        &Camera {
            eye: moment.eye.array(),
            target: moment.target.array(),
            fov_y_radians: FOV_Y_RADIANS,
            near: 0.5,
            far: FAR,
        },
    );
    sun(moment, canvas);
    water(moment, canvas);
    clouds(moment, canvas);
}

fn sun(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let palette = moment.palette;
    let [x, y, z] = palette.sun_direction;
    draw::sun(
        canvas.commands,
        &Sun {
            direction: vec3(x, y, z).direction().array(),
            colour: palette.sun,
            sky: palette.sky,
            horizon: palette.horizon,
            ground: palette.ground,
            fog_per_metre: palette.fog_per_metre,
            time_secs: moment.secs,
            shadow_centre: moment.target.array(),
            shadow_radius: 22.0,
        },
    );
}

fn water(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    // The water follows in whole cells, so that its corners do not swim.
    let cell = WATER_REACH * 2.0 / WATER_CELLS as f32;
    let snapped = |value: f32| (value / cell).floor() * cell;
    let at = vec3(
        snapped(moment.target.x),
        WATER_HEIGHT,
        snapped(moment.target.z),
    );
    let pose = Pose::new(at, 1.0).sized(WATER_REACH, 1.0, WATER_REACH);
    let mut look = Look::matt(moment.palette.water);
    look.roughness = 0.25;
    canvas.put(pose, look);
    canvas.draw_with(Mesh::Water, flag::WATER);
}

/// Low clouds that drift between the islands and the water, each of five lumps.
fn clouds(moment: &Moment<'_>, canvas: &mut Canvas<'_>) {
    let palette = moment.palette;
    let tint = mix(palette.horizon, palette.cloud, 0.55);
    let look = Look::glowing(tint, 0.06);
    for number in 0..CLOUDS {
        let at = cloud(moment, number);
        let size = 0.9 + 1.1 * scattered(number, 3);
        if !moment.shows(at, size * 3.0) {
            continue;
        }
        for (x, z, part) in CLOUD_LUMPS {
            let wide = size * part;
            let lump = at + vec3(x * size, wide * 0.3, z * size);
            canvas.put(
                Pose::new(lump, 1.0).sized(wide * 1.3, wide * 0.62, wide),
                look,
            );
        }
    }
    canvas.draw_with(Mesh::Blob, 0);
}

/// A cloud's place: in a box about the camera that it leaves on one side and enters on the other.
fn cloud(moment: &Moment<'_>, number: u32) -> Vec3 {
    let (width, depth) = (84.0, 66.0);
    let drift = moment.secs * (0.25 + 0.3 * scattered(number, 5));
    let wrap = |value: f32, size: f32, middle: f32| {
        middle + (fraction((value - middle) / size) - 0.5) * size
    };
    let x = scattered(number, 1) * width + drift;
    let z = scattered(number, 2) * depth;
    vec3(
        wrap(x, width, moment.target.x),
        WATER_HEIGHT
            + 0.9
            + 1.3 * scattered(number, 4)
            + 0.15 * sin(moment.secs * 0.4 + number as f32 * TAU * 0.3),
        wrap(z, depth, moment.target.z - 14.0),
    )
}
