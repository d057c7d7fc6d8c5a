//! Camera, sun, water and clouds.

use component::draw::{self, Camera, Sun, flag};

use super::Moment;
use crate::{
    camera::FOV_Y_RADIANS,
    level::WATER_HEIGHT,
    math::{TAU, Vec3, fraction, mix, scattered, sin, vec3},
    mesh::Mesh,
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

pub(super) fn write(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    draw::camera(
        commands,
        &Camera {
            eye: moment.eye.array(),
            target: moment.target.array(),
            fov_y_radians: FOV_Y_RADIANS,
            near: 0.5,
            far: FAR,
        },
    );
    sun(moment, commands);
    water(moment, commands);
    clouds(moment, commands);
}

fn sun(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let palette = moment.palette;
    let [x, y, z] = palette.sun_direction;
    draw::sun(
        commands,
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

fn water(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    // The water follows in whole cells, so that its corners do not swim.
    let cell = WATER_REACH / 28.0;
    let snapped = |value: f32| libm::floorf(value / cell) * cell;
    let at = vec3(
        snapped(moment.target.x),
        WATER_HEIGHT,
        snapped(moment.target.z),
    );
    let pose = Pose::new(at, 1.0).sized(WATER_REACH, 1.0, WATER_REACH);
    let mut look = Look::matt(moment.palette.water);
    look.roughness = 0.25;
    draw::instances(
        commands,
        Mesh::Water as u16,
        flag::WATER,
        [pose.instance(look)],
    );
}

/// Low clouds that drift between the islands and the water, each of five lumps.
fn clouds(moment: &Moment<'_>, commands: &mut Vec<u8>) {
    let palette = moment.palette;
    let tint = mix(palette.horizon, palette.cloud, 0.55);
    let look = Look::glowing(tint, 0.06);
    let lumps = (0..CLOUDS).flat_map(|number| {
        let at = cloud(moment, number);
        let size = 0.9 + 1.1 * scattered(number, 3);
        CLOUD_LUMPS.map(|(x, z, part)| {
            let wide = size * part;
            let lump = at + vec3(x * size, wide * 0.3, z * size);
            Pose::new(lump, 1.0).sized(wide * 1.3, wide * 0.62, wide)
        })
    });
    draw::instances(
        commands,
        Mesh::Blob as u16,
        0,
        lumps
            .filter(|pose| moment.shows(pose.at, pose.size.x))
            .map(|pose| pose.instance(look)),
    );
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
