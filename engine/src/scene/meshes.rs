//! Every mesh of a game in two buffers, kept on this side too so that a lost device can be filled again.
//! Absent on purpose: level of detail and culling; the game draws what can be seen.

use crate::Error;
use component::draw::{MAX_MESHES, Vertex};

/// The most bytes of all meshes of a game.
pub const MAX_MESH_BYTES: usize = 64 << 20;

const INDEX_BYTES: usize = 2;

/// Where a mesh lies in the two buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeshRange {
    /// Its first vertex.
    pub first_vertex: u32,
    /// Its first index.
    pub first_index: u32,
    /// How many indices.
    pub indices: u32,
}

/// All meshes.
#[derive(Debug)]
pub struct Meshes {
    ranges: [Option<MeshRange>; MAX_MESHES],
    vertices: Vec<u8>,
    indices: Vec<u8>,
    version: u32,
}

impl Default for Meshes {
    fn default() -> Self {
        Self {
            ranges: [None; MAX_MESHES],
            vertices: Vec::new(),
            indices: Vec::new(),
            version: 0,
        }
    }
}

impl Meshes {
    /// Adds a mesh. One that was defined before keeps its bytes until [`Self::forget`]: a frame that is already on
    /// its way may still draw it.
    pub(super) fn define(
        &mut self,
        mesh: u16,
        vertices: &[u8],
        indices: &[u8],
    ) -> Result<(), Error> {
        let got = self.vertices.len() + vertices.len() + self.indices.len() + indices.len();
        if got > MAX_MESH_BYTES {
            return Err(Error::TooManyMeshBytes {
                want: MAX_MESH_BYTES,
                got,
            });
        }
        self.ranges[usize::from(mesh)] = Some(MeshRange {
            first_vertex: (self.vertices.len() / Vertex::BYTES) as u32,
            first_index: (self.indices.len() / INDEX_BYTES) as u32,
            indices: (indices.len() / INDEX_BYTES) as u32,
        });
        self.vertices.extend_from_slice(vertices);
        self.indices.extend_from_slice(indices);
        // The GPU is written to in fours.
        if !self.indices.len().is_multiple_of(4) {
            self.indices.extend_from_slice(&[0; INDEX_BYTES]);
        }
        self.version = self.version.wrapping_add(1);
        Ok(())
    }

    /// Drops every mesh: the game starts again.
    pub fn forget(&mut self) {
        self.ranges = [None; MAX_MESHES];
        self.vertices.clear();
        self.indices.clear();
        self.version = self.version.wrapping_add(1);
    }

    /// Where `mesh` lies.
    pub fn range(&self, mesh: u16) -> Option<MeshRange> {
        self.ranges.get(usize::from(mesh)).copied().flatten()
    }

    /// All vertices.
    pub fn vertices(&self) -> &[u8] {
        &self.vertices
    }

    /// All indices.
    pub fn indices(&self) -> &[u8] {
        &self.indices
    }

    /// Another number whenever the bytes are others.
    pub fn version(&self) -> u32 {
        self.version
    }
}
