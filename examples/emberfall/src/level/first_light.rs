//! The first level: gather, and find the brazier. Nothing hunts, nothing moves, and the walkways are wide.

use super::{
    Landmark,
    LandmarkKind::{Arch, Pillar, Tree},
    Level, isle, landmark, span,
};

const LANDMARKS: &[Landmark] = &[
    landmark(Arch, 11.0, -19.2, 0.2, 1.0),
    landmark(Tree, -4.4, -4.2, 0.4, 1.35),
    landmark(Tree, 15.6, -28.4, 1.7, 1.2),
    landmark(Pillar, -14.6, -15.8, 0.3, 1.0),
    landmark(Pillar, -8.0, -17.2, 2.2, 0.8),
];

pub(super) const LEVEL: Level = Level {
    name: "First Light",
    idea: "Gather the embers and carry their light to the brazier",
    hint: "Embers feed your flame. When every one is found, the brazier calls",
    pieces: &[
        isle(0.0, 0.0, 0.0, 7.0),
        isle(14.0, 0.6, -9.0, 6.0),
        span(0, 1, 2.6),
        isle(11.0, 1.4, -25.0, 7.0),
        span(1, 3, 2.6),
        isle(-6.0, 1.0, -28.0, 5.0),
        span(3, 5, 2.4),
        isle(-11.0, 2.0, -14.0, 5.5),
        span(5, 7, 2.4),
    ],
    embers: &[
        [3.0, 0.9, -3.2],
        [-2.6, 0.9, 2.2],
        [7.4, 0.9, -4.8],
        [16.6, 0.9, -7.4],
        [13.0, 0.9, -12.0],
        [13.6, 0.9, -22.4],
        [7.4, 0.9, -27.6],
        [-6.6, 0.9, -30.0],
    ],
    lanterns: &[[9.2, -22.6]],
    shades: &[],
    winds: &[],
    landmarks: LANDMARKS,
    start: [-1.0, 3.0],
    gate: [-11.4, -14.6],
    burn_secs: 80.0,
    par_secs: 60,
};
