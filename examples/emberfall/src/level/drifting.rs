//! The third level: rafts of stone that glide between the islands.

use super::{
    Landmark,
    LandmarkKind::{Arch, Crystal, Pillar, Pine},
    Level, Piece, isle, landmark,
};

const fn raft(from: [f32; 3], to: [f32; 3], period_secs: f32, phase: f32) -> Piece {
    Piece::Raft {
        from,
        to,
        radius: 1.9,
        period_secs,
        phase,
    }
}

const LANDMARKS: &[Landmark] = &[
    landmark(Arch, 0.0, -4.2, 0.0, 0.9),
    landmark(Pine, -3.4, -1.6, 0.0, 1.3),
    landmark(Crystal, -3.2, -24.0, 0.3, 1.2),
    landmark(Pillar, 22.8, -19.2, 0.0, 1.1),
    landmark(Pillar, 18.6, -18.6, 1.0, 0.8),
    landmark(Pine, -6.4, -29.6, 0.0, 1.4),
    landmark(Crystal, -16.6, -11.4, 2.0, 1.2),
];

pub(super) const LEVEL: Level = Level {
    name: "Drifting Isles",
    idea: "The old stones still glide: ride them, and mind their rhythm",
    hint: "Wait for a stone to come near, then step across",
    pieces: &[
        isle(0.0, 0.0, 0.0, 5.0),
        raft([0.0, 0.0, -7.0], [0.0, 0.2, -14.2], 7.0, 0.0),
        isle(0.0, 0.4, -21.0, 4.8),
        raft([6.8, 0.4, -21.0], [14.4, 1.8, -21.0], 8.0, 0.0),
        isle(20.6, 1.8, -21.0, 4.2),
        raft([20.6, 1.8, -27.2], [12.6, 1.9, -33.0], 8.0, 0.0),
        raft([8.7, 2.0, -34.5], [2.0, 2.1, -30.0], 8.0, 0.5),
        isle(-4.0, 2.2, -27.0, 4.6),
        raft([-9.9, 2.2, -24.5], [-12.6, 2.6, -16.6], 7.0, 0.0),
        isle(-13.5, 2.6, -10.0, 4.8),
    ],
    embers: &[
        [2.4, 0.9, 0.6],
        [-2.2, 0.9, -2.0],
        [0.0, 1.0, -10.6],
        [-2.4, 0.9, -21.6],
        [1.8, 0.9, -24.0],
        [10.6, 2.0, -21.0],
        [22.4, 0.9, -22.4],
        [16.6, 2.8, -30.1],
        [5.4, 3.0, -32.2],
        [-4.6, 0.9, -29.4],
        [-11.2, 3.4, -20.5],
        [-11.4, 0.9, -11.8],
    ],
    lanterns: &[[20.0, -23.2], [-2.2, -25.0]],
    shades: &[],
    winds: &[],
    landmarks: LANDMARKS,
    start: [-0.4, 2.4],
    gate: [-13.8, -9.4],
    burn_secs: 80.0,
    par_secs: 75,
};
