//! The second level: gaps, and the dash that crosses them.

use super::{
    Landmark,
    LandmarkKind::{Arch, Crystal, Pine, Tree},
    Level, isle, landmark, span, stone,
};

const LANDMARKS: &[Landmark] = &[
    landmark(Tree, -2.9, -2.2, 0.0, 1.2),
    landmark(Pine, -2.4, -13.6, 0.0, 1.3),
    landmark(Crystal, 22.6, -18.4, 0.5, 1.0),
    landmark(Pine, 23.6, -34.4, 0.0, 1.4),
    landmark(Arch, 13.9, -35.2, 1.24, 0.8),
    landmark(Crystal, -9.0, -31.0, 0.9, 1.1),
];

pub(super) const LEVEL: Level = Level {
    name: "Stepping Stones",
    idea: "Dash across the gaps: each dash burns a little of your flame",
    hint: "Run to the edge, then dash. The sprite hesitates before it falls",
    pieces: &[
        isle(0.0, 0.0, 0.0, 5.0),
        isle(0.0, 0.3, -11.4, 4.0),
        stone(6.2, 0.3, -13.5, 1.5),
        stone(10.2, 0.6, -15.2, 1.4),
        stone(13.6, 0.9, -18.0, 1.4),
        isle(20.0, 1.0, -20.5, 4.5),
        isle(21.5, 1.0, -32.0, 4.0),
        span(6, 8, 1.7),
        isle(11.0, 1.6, -36.0, 4.5),
        stone(4.5, 1.6, -34.5, 1.5),
        stone(0.6, 1.9, -32.0, 1.5),
        isle(-6.0, 2.2, -29.0, 4.6),
    ],
    embers: &[
        [0.0, 1.0, -6.2],
        [1.6, 0.9, -12.6],
        [10.2, 0.9, -15.2],
        [18.4, 0.9, -19.0],
        [21.8, 0.9, -22.6],
        [20.8, 1.9, -26.4],
        [22.6, 0.9, -33.0],
        [16.4, 0.9, -33.9],
        [11.6, 0.9, -38.2],
        [0.6, 0.9, -32.0],
    ],
    lanterns: &[[18.2, -22.6], [9.4, -33.4]],
    shades: &[],
    winds: &[],
    landmarks: LANDMARKS,
    start: [0.6, 2.0],
    gate: [-6.8, -29.4],
    burn_secs: 95.0,
    par_secs: 60,
};
