//! The origin against servers and tools that others wrote: S3 as SeaweedFS has it, docker-registry, skopeo and wkg.
//! `cargo xtask test` brings them and says where they are; the feature `server-tests` keeps this out of other runs.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[path = "../layerw/disturbed.rs"]
mod disturbed;
mod proxy;
mod s3;
#[path = "../layerw/shared.rs"]
#[allow(dead_code, reason = "the other tests need more of it")]
mod shared;
mod started;
mod tools;
