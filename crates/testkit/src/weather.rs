//! What the network does to an answer.

use crate::Dice;

/// How often, in a hundred answers, each thing happens. Calm by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    /// No answer at all to anything.
    pub offline: bool,
    /// The connection breaks.
    pub loss: u32,
    /// The origin answers 503.
    pub refusal: u32,
    /// The body ends early and the browser takes it for whole.
    pub truncation: u32,
    /// One bit is wrong.
    pub flip: u32,
    /// The body stops coming and the connection stays open.
    pub stall: u32,
}

/// What becomes of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivered {
    Body(Vec<u8>),
    Lost,
    Refused(u16),
    Stalled,
    /// A byte now and then, and no end.
    Trickling,
}

impl Weather {
    /// Bad weather: one answer in `100 / percent` meets each of the calamities.
    pub fn rough(percent: u32) -> Self {
        Self {
            offline: false,
            loss: percent,
            refusal: percent,
            truncation: percent,
            flip: percent,
            stall: percent / 4,
        }
    }

    pub(crate) fn deliver(&self, dice: &mut Dice, content: Option<&Vec<u8>>) -> Delivered {
        if self.offline || dice.percent(self.loss) {
            return Delivered::Lost;
        }
        if dice.percent(self.refusal) {
            return Delivered::Refused(503);
        }
        let Some(content) = content else {
            return Delivered::Refused(404);
        };
        if dice.percent(self.stall) {
            return Delivered::Stalled;
        }
        let mut body = content.clone();
        if dice.percent(self.truncation) {
            body.truncate(dice.below(body.len() as u64) as usize);
        }
        if dice.percent(self.flip) && !body.is_empty() {
            let at = dice.below(body.len() as u64) as usize;
            body[at] ^= 1 << dice.below(8);
        }
        Delivered::Body(body)
    }
}
