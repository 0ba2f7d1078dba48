// Vite builds the page into dist/, from which the server embeds it; in development it hands API calls to a running server.
import { defineConfig } from "vite";

const server = process.env["MEKONG_WATCH_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  build: {
    target: "es2022",
    // Fonts and images stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // Read by the budget check, then removed.
    manifest: true,
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1", proxy: { "/api": server, "/livez": server } },
});
