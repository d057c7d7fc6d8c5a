//! What a moment looks like: shapes, light, and the words on the display.

use component::{
    draw::{self, Camera, Instance, PointLight, Sun, Vertex, flag},
    hud::{Item, Kind, Slot},
};

use crate::{HALF_WIDTH, MISSES, Phase, Stars};

/// The one shape: a cube of one metre, whose colour comes from where it is used.
const CUBE: u16 = 0;
const SIDES: [[f32; 3]; 6] = [
    [1.0, 0.0, 0.0],
    [-1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, -1.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.0, 0.0, -1.0],
];

/// Tells the engine the shapes; once after each start.
pub(crate) fn define_shapes(commands: &mut Vec<u8>) {
    let (mut vertices, mut indices) = (Vec::new(), Vec::new());
    for normal in SIDES {
        let first = vertices.len() as u16;
        // Two directions across the side, so that its corners stand counter-clockwise seen from outside.
        let right = [normal[1], normal[2], normal[0]];
        let up = cross(normal, right);
        for (across, along) in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)] {
            let at = |axis: usize| normal[axis] * 0.5 + right[axis] * across + up[axis] * along;
            vertices.push(Vertex {
                position: [at(0), at(1), at(2)],
                normal,
                colour: [1.0; 4],
            });
        }
        indices.extend([0, 1, 2, 0, 2, 3].map(|corner: u16| first + corner));
    }
    draw::mesh(commands, CUBE, &vertices, &indices);
}

/// Draws the game as it is.
pub(crate) fn draw(game: &Stars, commands: &mut Vec<u8>) {
    draw::phase(commands, game.phase as u32);
    draw::camera(
        commands,
        &Camera {
            eye: [0.0, 5.5, 15.0],
            target: [0.0, 4.0, 0.0],
            fov_y_radians: 0.8,
            near: 0.1,
            far: 120.0,
        },
    );
    draw::sun(
        commands,
        &Sun {
            direction: [0.48, 0.6, 0.64],
            colour: [0.9, 0.8, 0.7],
            sky: [0.05, 0.07, 0.2],
            horizon: [0.3, 0.2, 0.35],
            ground: [0.05, 0.05, 0.08],
            fog_per_metre: 0.01,
            time_secs: 0.0,
            shadow_centre: [0.0; 3],
            shadow_radius: 12.0,
        },
    );
    let [x, y] = game.star;
    let light = PointLight {
        position: [x, y, 0.0],
        radius: 6.0,
        colour: [3.0, 2.4, 1.2],
    };
    draw::lights(commands, &[light]);
    let ground = cube(
        [0.0, -0.5, 0.0],
        [HALF_WIDTH * 2.0 + 3.0, 0.5, 5.0],
        [0.15, 0.2, 0.3],
        0.0,
    );
    let bowl = cube(
        [game.bowl, 0.0, 0.0],
        [2.0, 0.4, 1.2],
        [0.7, 0.35, 0.2],
        0.0,
    );
    let star = cube([x, y, 0.0], [0.5; 3], [1.0, 0.85, 0.4], 3.0);
    draw::instances(commands, CUBE, flag::SHADOW, [ground, bowl]);
    if game.phase == Phase::Playing {
        draw::instances(commands, CUBE, 0, [star]);
    }
    words(game, commands);
}

fn cube(at: [f32; 3], size: [f32; 3], [red, green, blue]: [f32; 3], glow: f32) -> Instance {
    Instance {
        world_from_mesh: [
            [size[0], 0.0, 0.0, at[0]],
            [0.0, size[1], 0.0, at[1]],
            [0.0, 0.0, size[2], at[2]],
        ],
        tint: [red, green, blue, 0.7],
        glow,
        sway: 0.0,
    }
}

fn words(game: &Stars, commands: &mut Vec<u8>) {
    let text = |slot, text| item(slot, Kind::Text, text, 0, 0);
    let caught = item(Slot::Score, Kind::Number, "Caught", game.caught, 0);
    let best = item(Slot::Goal, Kind::Number, "Best", game.best, 0);
    let left = MISSES.saturating_sub(game.missed);
    let lives = item(Slot::Lives, Kind::Count, "Lives", left, MISSES);
    match game.phase {
        Phase::Title => draw::hud(
            commands,
            [
                text(Slot::Title, "Falling stars"),
                text(Slot::Subtitle, "Move left and right to catch them"),
                text(Slot::Prompt, "Begin"),
                best,
            ],
        ),
        Phase::Playing => draw::hud(commands, [caught, best, lives]),
        Phase::Lost => draw::hud(
            commands,
            [
                text(Slot::Title, "The night is over"),
                text(Slot::Prompt, "Once more"),
                caught,
                best,
            ],
        ),
    }
}

fn item(slot: Slot, kind: Kind, text: &str, value: u16, of: u16) -> Item<'_> {
    Item {
        slot,
        kind,
        value,
        of,
        text,
    }
}

fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}
