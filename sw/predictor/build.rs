//! The module's stack: a quarter of what the linker gives without a word, which was half of the memory that it took. Nothing
//! in it calls itself, and what is long is on the heap.

fn main() {
    let is_module = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if is_module {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=262144");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
