//! What a level is made of. The six levels are tables in `level/`; nothing here moves, `crate::ground` brings the
//! pieces to life.

mod drifting;
mod emberfall;
mod first_light;
mod shades;
mod stones;
mod windfall;

/// The levels in the order of play.
pub(crate) const LEVELS: [&Level; COUNT] = [
    &first_light::LEVEL,
    &stones::LEVEL,
    &drifting::LEVEL,
    &shades::LEVEL,
    &windfall::LEVEL,
    &emberfall::LEVEL,
];

/// How many levels there are.
pub(crate) const COUNT: usize = 6;

/// The height of the water everywhere, metres.
pub(crate) const WATER_HEIGHT: f32 = -6.0;

/// One level.
#[derive(Debug)]
pub(crate) struct Level {
    pub(crate) name: &'static str,
    /// The level's idea in a sentence, shown when it begins.
    pub(crate) idea: &'static str,
    /// Advice shown for its first half minute.
    pub(crate) hint: &'static str,
    pub(crate) pieces: &'static [Piece],
    /// Each ember: x, height above what stands there (above nought where nothing does), z.
    pub(crate) embers: &'static [[f32; 3]],
    /// Each lantern: x, z.
    pub(crate) lanterns: &'static [[f32; 2]],
    /// Each shade's home: x, z.
    pub(crate) shades: &'static [[f32; 2]],
    pub(crate) winds: &'static [Wind],
    pub(crate) landmarks: &'static [Landmark],
    /// Where the sprite begins: x, z.
    pub(crate) start: [f32; 2],
    /// Where the brazier stands: x, z.
    pub(crate) gate: [f32; 2],
    /// A full flame burns this long.
    pub(crate) burn_secs: f32,
    /// Each second below this earns points.
    pub(crate) par_secs: u16,
}

/// Something to stand on. Its place in the level's table is its number.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Piece {
    /// A floating island.
    Isle { at: [f32; 3], radius: f32 },
    /// A stone that stands alone.
    Stone { at: [f32; 3], radius: f32 },
    /// A walkway between two pieces that stand still.
    Span { from: u8, to: u8, width: f32 },
    /// A stone that glides to and fro.
    Raft {
        from: [f32; 3],
        to: [f32; 3],
        radius: f32,
        period_secs: f32,
        /// The part of a period it is ahead.
        phase: f32,
    },
    /// A slab that gives way soon after it is stepped on, and comes back.
    Tile { at: [f32; 3], radius: f32 },
}

/// Air that moves, in gusts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wind {
    /// The middle: x, z.
    pub(crate) at: [f32; 2],
    /// Half its extent: x, z.
    pub(crate) half: [f32; 2],
    /// How fast it pushes at its strongest, metres per second: x, z.
    pub(crate) push: [f32; 2],
    /// From gust to gust.
    pub(crate) period_secs: f32,
}

/// What scenery stands at a place that was chosen by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LandmarkKind {
    Arch,
    Pillar,
    Crystal,
    Pine,
    Tree,
}

/// A piece of scenery placed by hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landmark {
    pub(crate) kind: LandmarkKind,
    /// x, z.
    pub(crate) at: [f32; 2],
    /// Radians.
    pub(crate) heading: f32,
    pub(crate) size: f32,
}

const fn isle(x: f32, y: f32, z: f32, radius: f32) -> Piece {
    Piece::Isle {
        at: [x, y, z],
        radius,
    }
}

const fn stone(x: f32, y: f32, z: f32, radius: f32) -> Piece {
    Piece::Stone {
        at: [x, y, z],
        radius,
    }
}

const fn tile(x: f32, y: f32, z: f32) -> Piece {
    Piece::Tile {
        at: [x, y, z],
        radius: 1.2,
    }
}

const fn span(from: u8, to: u8, width: f32) -> Piece {
    Piece::Span { from, to, width }
}

const fn landmark(kind: LandmarkKind, x: f32, z: f32, heading: f32, size: f32) -> Landmark {
    Landmark {
        kind,
        at: [x, z],
        heading,
        size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_join_pieces_that_stand_still() {
        for level in LEVELS {
            for piece in level.pieces {
                let Piece::Span { from, to, .. } = *piece else {
                    continue;
                };
                for end in [from, to] {
                    assert!(
                        matches!(
                            level.pieces[usize::from(end)],
                            Piece::Isle { .. } | Piece::Stone { .. }
                        ),
                        "{}: a span ends at piece {end}",
                        level.name
                    );
                }
            }
        }
    }

    #[test]
    fn later_levels_ask_for_more_embers_and_bring_their_idea() {
        assert!(LEVELS[0].shades.is_empty() && LEVELS[0].winds.is_empty());
        assert!(
            LEVELS[2]
                .pieces
                .iter()
                .any(|piece| matches!(piece, Piece::Raft { .. }))
        );
        assert!(!LEVELS[3].shades.is_empty());
        assert!(!LEVELS[4].winds.is_empty());
        assert!(
            LEVELS
                .windows(2)
                .all(|pair| pair[0].embers.len() <= pair[1].embers.len())
        );
    }
}
