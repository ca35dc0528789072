import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Relative addresses: the page also works under a path prefix.
  base: "./",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "botbridge_webui/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Fonts or pictures inlined as data: would slip past the content policy unnoticed.
    assetsInlineLimit: 0,
  },
  test: { environment: "jsdom" },
});
