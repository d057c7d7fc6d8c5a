{
  let module;
  self.layerwNAME = (compiled) => {
    GLUE
    const text = "WASM";
    module ??= compiled ?? new WebAssembly.Module(new Uint8Array(text.length).map((_, at) => text.charCodeAt(at)));
    wasm_bindgen.initSync({ module });
    return wasm_bindgen;
  };
}
