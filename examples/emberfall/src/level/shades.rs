//! The fourth level: shades that hunt in the dark, and lanterns that keep them off.

use super::{
    Landmark,
    LandmarkKind::{Arch, Crystal, Pillar, Pine},
    Level, isle, landmark, span, stone,
};

const LANDMARKS: &[Landmark] = &[
    landmark(Pine, -3.4, -2.0, 0.0, 1.3),
    landmark(Pillar, 4.4, -10.2, 0.4, 1.0),
    landmark(Pillar, -4.6, -10.6, 0.9, 0.7),
    landmark(Crystal, -5.2, -16.8, 0.3, 1.3),
    landmark(Arch, 8.6, -17.6, 1.16, 0.9),
    landmark(Pine, 17.8, -23.6, 0.0, 1.5),
    landmark(Pillar, 17.2, -33.0, 0.2, 1.1),
    landmark(Crystal, 10.4, -38.2, 1.0, 1.1),
    landmark(Pine, -5.4, -40.6, 0.0, 1.5),
    landmark(Crystal, -16.6, -28.0, 0.0, 1.2),
];

pub(super) const LEVEL: Level = Level {
    name: "The Shades",
    idea: "They hunt you in the dark, and they fear every lit lantern",
    hint: "Light the lanterns. A dash through a shade scatters it for a while",
    pieces: &[
        isle(0.0, 0.0, 0.0, 5.0),
        span(0, 2, 2.2),
        isle(0.0, 0.4, -14.0, 6.5),
        span(2, 4, 2.0),
        isle(14.0, 0.8, -20.0, 6.0),
        isle(13.0, 1.2, -34.4, 5.5),
        span(5, 7, 1.9),
        isle(-1.0, 1.8, -37.0, 6.5),
        stone(-8.8, 2.0, -33.2, 1.5),
        isle(-13.5, 2.2, -26.0, 5.0),
    ],
    embers: &[
        [3.6, 0.9, -16.4],
        [-3.6, 0.9, -14.6],
        [7.2, 0.9, -17.0],
        [17.2, 0.9, -21.6],
        [15.4, 0.9, -16.4],
        [13.5, 2.0, -27.3],
        [15.8, 0.9, -35.6],
        [12.0, 0.9, -37.4],
        [5.8, 0.9, -36.0],
        [-3.2, 0.9, -39.8],
        [-2.4, 0.9, -33.2],
    ],
    lanterns: &[[-1.0, -12.4], [11.4, -19.2], [1.2, -35.8]],
    shades: &[
        [3.4, -18.6],
        [17.8, -22.0],
        [15.6, -37.4],
        [-4.4, -40.2],
        [-11.0, -23.2],
    ],
    winds: &[],
    landmarks: LANDMARKS,
    start: [0.4, 2.2],
    gate: [-14.0, -26.4],
    burn_secs: 105.0,
    par_secs: 75,
};
