{
  let module;
  self.layerwNAME = () => {
    GLUE
    const text = "WASM";
    module ??= new WebAssembly.Module(Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
    wasm_bindgen.initSync({ module });
    return wasm_bindgen;
  };
}
