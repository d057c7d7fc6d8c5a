//! When nothing is fetched ahead, however likely it is.
//!
//! Deliberately absent: how a device is asked. What a browser does not tell is `None`, and closes no gate.

/// How good the connection is, by the names of the Network Information API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// `slow-2g`.
    Slow2g,
    /// `2g`.
    TwoG,
    /// `3g`.
    ThreeG,
    /// `4g`.
    FourG,
}

impl Link {
    /// The link that the browser calls `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "slow-2g" => Some(Self::Slow2g),
            "2g" => Some(Self::TwoG),
            "3g" => Some(Self::ThreeG),
            "4g" => Some(Self::FourG),
            _ => None,
        }
    }
}

/// How full the battery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Battery {
    /// 0 to 100.
    pub percent: u8,
    /// It is plugged in.
    pub is_charging: bool,
}

/// What is known about device and connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// The player asked the browser to save data.
    pub saves_data: bool,
    /// How good the connection is.
    pub link: Option<Link>,
    /// Bytes may cost money.
    pub is_metered: bool,
    /// How full the battery is.
    pub battery: Option<Battery>,
    /// How much of what the browser would store is stored, thousandths.
    pub stored_per_mille: Option<u16>,
    /// The game said that a match is on.
    pub in_match: bool,
    /// Nobody sees the page.
    pub is_hidden: bool,
}

/// Why nothing is fetched ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Gate {
    /// The player switched it off.
    Off,
    /// The player asked to save data.
    SavesData,
    /// The connection is hardly enough for what is needed now.
    SlowLink,
    /// Bytes may cost money, and the player did not agree.
    Metered,
    /// Less than a fifth of the battery is left.
    Battery,
    /// More than four fifths of the room are taken.
    Room,
    /// A match is on.
    Match,
    /// Nobody sees the page.
    Hidden,
}

/// Below this, percent.
const BATTERY_LOW: u8 = 20;
/// Above this, thousandths.
const ROOM_LOW: u16 = 800;

/// Every gate, in the order in which they stand above.
pub(crate) const GATES: [Gate; 8] = [
    Gate::Off,
    Gate::SavesData,
    Gate::SlowLink,
    Gate::Metered,
    Gate::Battery,
    Gate::Room,
    Gate::Match,
    Gate::Hidden,
];

impl Conditions {
    /// The gates that these close.
    pub fn gates(&self) -> Gates {
        let is_slow = matches!(self.link, Some(Link::Slow2g | Link::TwoG));
        let is_low = self
            .battery
            .is_some_and(|battery| battery.percent < BATTERY_LOW && !battery.is_charging);
        let is_full = self
            .stored_per_mille
            .is_some_and(|stored| stored > ROOM_LOW);
        Gates::default()
            .with(Gate::SavesData, self.saves_data)
            .with(Gate::SlowLink, is_slow)
            .with(Gate::Metered, self.is_metered)
            .with(Gate::Battery, is_low)
            .with(Gate::Room, is_full)
            .with(Gate::Match, self.in_match)
            .with(Gate::Hidden, self.is_hidden)
    }
}

/// Those gates that are closed: a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Gates(u8);

impl Gates {
    /// The same, but for `gate`.
    #[must_use]
    pub fn with(self, gate: Gate, is_closed: bool) -> Self {
        let bit = 1 << gate as u8;
        match is_closed {
            true => Self(self.0 | bit),
            false => Self(self.0 & !bit),
        }
    }

    /// The first that is closed.
    pub fn first(self) -> Option<Gate> {
        let place = self.0.trailing_zeros() as usize;
        GATES.get(place).copied()
    }
}

impl Gate {
    /// Its name in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::SavesData => "saves-data",
            Self::SlowLink => "slow-link",
            Self::Metered => "metered",
            Self::Battery => "battery",
            Self::Room => "room",
            Self::Match => "match",
            Self::Hidden => "hidden",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_closes_its_own_gate_and_none_closes_any() {
        let first = |conditions: &Conditions| conditions.gates().first();
        assert_eq!(first(&Conditions::default()), None);
        let low = Battery {
            percent: 19,
            is_charging: false,
        };
        type Change = fn(&mut Conditions);
        let all: [(Change, Gate); 8] = [
            (|c| c.saves_data = true, Gate::SavesData),
            (|c| c.link = Link::from_name("slow-2g"), Gate::SlowLink),
            (|c| c.link = Link::from_name("2g"), Gate::SlowLink),
            (|c| c.is_metered = true, Gate::Metered),
            (|c| c.stored_per_mille = Some(801), Gate::Room),
            (|c| c.in_match = true, Gate::Match),
            (|c| c.is_hidden = true, Gate::Hidden),
            (
                |c| {
                    c.battery = Some(Battery {
                        percent: 0,
                        is_charging: false,
                    });
                },
                Gate::Battery,
            ),
        ];
        for (change, gate) in all {
            let mut conditions = Conditions::default();
            change(&mut conditions);
            assert_eq!(first(&conditions), Some(gate));
        }
        let enough = Conditions {
            link: Link::from_name("3g"),
            battery: Some(Battery {
                is_charging: true,
                ..low
            }),
            stored_per_mille: Some(800),
            ..Conditions::default()
        };
        assert_eq!(first(&enough), None);
        let twenty = Conditions {
            battery: Some(Battery { percent: 20, ..low }),
            ..Conditions::default()
        };
        assert_eq!(first(&twenty), None);
    }

    #[test]
    fn the_first_of_the_closed_gates_is_named_until_it_opens() {
        let all = GATES.into_iter();
        let mut gates = all.fold(Gates::default(), |gates, gate| gates.with(gate, true));
        for gate in GATES {
            assert_eq!(gates.first(), Some(gate));
            gates = gates.with(gate, false);
        }
        assert_eq!(gates, Gates::default());
    }
}
