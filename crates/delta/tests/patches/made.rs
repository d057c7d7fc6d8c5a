//! Small modules and texts that differ in chosen ways. Deliberately absent: modules that an engine would accept.

/// A fixed sequence that looks random.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2) + 0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    pub(crate) fn text(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| b'a' + self.below(7) as u8).collect()
    }

    pub(crate) fn edited(&mut self, old: &[u8]) -> Vec<u8> {
        let mut new = old.to_vec();
        for _ in 0..4 {
            let at = self.below(new.len() as u64 + 1) as usize;
            match self.below(3) {
                0 => new.insert(at, b'X'),
                1 => new.truncate(at.max(3)),
                _ => new.extend_from_slice(&old[old.len() / 2..]),
            }
        }
        new
    }
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn section(out: &mut Vec<u8>, id: u8, payload: &[u8]) {
    out.push(id);
    unsigned(out, payload.len() as u64);
    out.extend_from_slice(payload);
}

/// A module with imports, types, a table, code and data; `added` functions stand in front and move all numbers.
pub(crate) fn module(numbers: &mut Numbers, added: u64) -> Vec<u8> {
    let mut front = Numbers::new(99);
    let mut bodies: Vec<Vec<u8>> = (0..added).map(|_| body(&mut front, added)).collect();
    bodies.extend((0..40).map(|_| body(numbers, added)));
    let words = (0..64u32).map(|index| 1100 + index * 3 + added as u32);
    let name = numbers.text(30);
    of_parts(&bodies, &words.collect::<Vec<_>>(), added, &name)
}

/// A module of these bodies, with these words as data from address 1024 on.
pub(crate) fn of_parts(bodies: &[Vec<u8>], words: &[u32], added: u64, name: &[u8]) -> Vec<u8> {
    let functions = bodies.len() as u64;
    let mut out = b"\0asm\x01\0\0\0".to_vec();
    section(&mut out, 1, &[2, 0x60, 0, 0, 0x60, 1, 0x7f, 1, 0x7f]);
    section(&mut out, 2, &[1, 1, b'm', 1, b'f', 0, 0]);
    let mut types = Vec::new();
    unsigned(&mut types, functions);
    types.extend((0..functions).map(|index| (index % 2) as u8));
    section(&mut out, 3, &types);
    section(&mut out, 7, &[1, 1, b'e', 0, 1 + added as u8]);
    let mut elements = vec![1, 0, 0x41, 1, 0x0b, 20];
    (0..20).for_each(|index| unsigned(&mut elements, 1 + added + index));
    section(&mut out, 9, &elements);
    let mut code = Vec::new();
    unsigned(&mut code, functions);
    for body in bodies {
        unsigned(&mut code, body.len() as u64);
        code.extend_from_slice(body);
    }
    section(&mut out, 10, &code);
    let mut data = vec![1, 0, 0x41, 0x80, 0x08, 0x0b];
    unsigned(&mut data, 4 * words.len() as u64);
    words
        .iter()
        .for_each(|word| data.extend(word.to_le_bytes()));
    section(&mut out, 11, &data);
    section(&mut out, 0, &[&[4][..], b"name", name].concat());
    out
}

pub(crate) fn body(numbers: &mut Numbers, added: u64) -> Vec<u8> {
    let mut body = vec![1, 2, 0x7f];
    for _ in 0..20 + numbers.below(30) {
        match numbers.below(16) {
            0 => body.extend([0x20, numbers.below(2) as u8]),
            1 => {
                body.push(0x10);
                unsigned(&mut body, 1 + added + numbers.below(40));
            }
            2 => {
                body.extend([0x41, 0x80 | numbers.below(128) as u8]);
                body.push(0x08 + numbers.below(32) as u8);
            }
            3 => body.extend([0x28, 2, 4 + added as u8 % 8]),
            4 => body.extend([0x0e, 2, 0, 1, 0]),
            5 => body.extend([0x44, 1, 2, 3, 4, 5, 6, 7, numbers.below(9) as u8]),
            6 => body.extend([0xfc, 0x0a, 0, 0]),
            7 => body.extend([
                0xfd, 0x0c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
            ]),
            8 => body.push(0x6a),
            // As Go's linker writes calls: as if the number had a sign.
            9 => body.extend([0x10, 0xc0 | numbers.below(8) as u8, 0]),
            // As linkers write what they patch later: in five bytes.
            10 => body.extend([0x41, 0x80 | numbers.below(128) as u8, 0x88, 0x80, 0x80, 0]),
            11 => body.extend([0x10, 0x81 + added as u8, 0x80, 0x80, 0x80, 0]),
            12 => body.extend([0x02, 0x40, 0x23, 0, 0x11, 1, 0, 0x0b]),
            13 => body.extend([0xfe, 0x10, 2, 0x80, 0x08, 0xd2, 1 + added as u8]),
            14 => body.extend([0x42, 0xff, 0xff, numbers.below(64) as u8, 0x1c, 1, 0x7e]),
            // Understood by nobody here, so that the body is carried as bytes.
            _ if numbers.below(40) == 0 => body.extend([0x1f, 0x40, 0]),
            _ => body.extend([0x21, numbers.below(2) as u8]),
        }
    }
    body.push(0x0b);
    body
}
