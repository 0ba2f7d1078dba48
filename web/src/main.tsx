// Starts the page.
import { render } from "preact";
import { App, followDocument } from "./app";
import { followLanguage } from "./i18n";
import { startWatching } from "./state/freshness";
import "./styles/index.css";

const root = document.getElementById("app");
if (root) {
  followDocument();
  startWatching();
  void followLanguage().then(() => render(<App />, root));
}
