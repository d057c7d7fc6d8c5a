//! The game's shapes, made when it starts: faceted, coloured by vertex, a metre or a unit in size. Absent on purpose:
//! textures, and files of any kind.

mod builder;
mod creatures;
mod fires;
mod land;
mod plants;
mod works;

use component::draw;

use builder::Builder;
pub(crate) use land::WATER_CELLS;

/// A shape's number in the draw commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
pub(crate) enum Mesh {
    IsleTop,
    IsleRock,
    Stone,
    Plank,
    Post,
    Raft,
    Tile,
    Pine,
    Tree,
    Bush,
    Grass,
    Mushroom,
    Boulder,
    Lantern,
    Pillar,
    Arch,
    Crystal,
    Brazier,
    Ember,
    Sprite,
    Flame,
    Blob,
    Water,
    Leaf,
}

/// Every shape, in the order of their numbers.
pub(crate) const MESHES: [Mesh; 24] = [
    Mesh::IsleTop,
    Mesh::IsleRock,
    Mesh::Stone,
    Mesh::Plank,
    Mesh::Post,
    Mesh::Raft,
    Mesh::Tile,
    Mesh::Pine,
    Mesh::Tree,
    Mesh::Bush,
    Mesh::Grass,
    Mesh::Mushroom,
    Mesh::Boulder,
    Mesh::Lantern,
    Mesh::Pillar,
    Mesh::Arch,
    Mesh::Crystal,
    Mesh::Brazier,
    Mesh::Ember,
    Mesh::Sprite,
    Mesh::Flame,
    Mesh::Blob,
    Mesh::Water,
    Mesh::Leaf,
];

/// Appends the definition of every shape.
pub(crate) fn define_all(commands: &mut Vec<u8>) {
    for mesh in MESHES {
        let mut builder = Builder::new(mesh as u64 + 1);
        shape(mesh, &mut builder);
        draw::mesh(commands, mesh as u16, &builder.vertices, &builder.indices);
    }
}

fn shape(mesh: Mesh, builder: &mut Builder) {
    match mesh {
        Mesh::IsleTop => land::isle_top(builder),
        Mesh::IsleRock => land::isle_rock(builder),
        Mesh::Stone => land::stone(builder),
        Mesh::Boulder => land::boulder(builder),
        Mesh::Water => land::water(builder),
        Mesh::Plank => works::plank(builder),
        Mesh::Post => works::post(builder),
        Mesh::Raft => works::raft(builder),
        Mesh::Tile => works::tile(builder),
        Mesh::Lantern => fires::lantern(builder),
        Mesh::Pillar => works::pillar(builder),
        Mesh::Arch => works::arch(builder),
        Mesh::Brazier => fires::brazier(builder),
        Mesh::Pine => plants::pine(builder),
        Mesh::Tree => plants::tree(builder),
        Mesh::Bush => plants::bush(builder),
        Mesh::Grass => plants::grass(builder),
        Mesh::Mushroom => plants::mushroom(builder),
        Mesh::Leaf => plants::leaf(builder),
        Mesh::Crystal => land::crystal(builder),
        Mesh::Ember => creatures::ember(builder),
        Mesh::Sprite => creatures::sprite(builder),
        Mesh::Flame => creatures::flame(builder),
        Mesh::Blob => creatures::blob(builder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use component::draw::{Command, commands};

    #[test]
    fn every_shape_is_closed_work_within_its_limits() {
        let mut bytes = Vec::new();
        define_all(&mut bytes);
        let mut corners = 0;
        for (number, command) in commands(&bytes).enumerate() {
            let Ok(Command::Mesh { mesh, indices, .. }) = command else {
                panic!("shape {number}: {command:?}");
            };
            assert_eq!(usize::from(mesh), number);
            assert!(!indices.is_empty() && (indices.len() / 2).is_multiple_of(3));
            corners += indices.len() / 2;
        }
        assert!(corners < 40_000, "{corners} corners in all shapes");
        assert!(bytes.len() < 700_000, "{} bytes of shapes", bytes.len());
    }

    #[test]
    fn normals_are_of_unit_length() {
        for mesh in MESHES {
            let mut builder = Builder::new(1);
            shape(mesh, &mut builder);
            for vertex in &builder.vertices {
                let [x, y, z] = vertex.normal;
                let length = x * x + y * y + z * z;
                assert!((length - 1.0).abs() < 1e-3, "{mesh:?}: {vertex:?}");
            }
        }
    }
}
