// Starts the page.
import { render } from "preact";
import { followDocument } from "./app";
import { Gate } from "./gate";
import { followLanguage } from "./i18n";
import { startWatching } from "./state/freshness";
import { begin } from "./state/session";
import "./styles/index.css";

const root = document.getElementById("app");
if (root) {
  followDocument();
  startWatching();
  void Promise.all([followLanguage(), begin()]).then(() => render(<Gate />, root));
}
