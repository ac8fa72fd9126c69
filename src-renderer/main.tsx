/** Composition root of the page: link, client, store, sync, actions, and the shell on top. No rule in it. */
import { CSPProvider } from "@base-ui/react/csp-provider";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { assertInvariant } from "../src-shared/assert.ts";
import { createClient } from "../src-shared/ipc/client.ts";
import { readNewestActivity } from "./actions/activity.ts";
import type { App } from "./actions/app.ts";
import { readDrill } from "./actions/drill.ts";
import { followGroups } from "./actions/groups.ts";
import { readInfo } from "./actions/info.ts";
import { readPractice } from "./actions/practice.ts";
import { Shell } from "./shell/shell.tsx";
import { browserClock as clock } from "./state/clock.ts";
import { coalesced } from "./state/coalesce.ts";
import { createAppStore } from "./state/store.ts";
import { startSync } from "./state/sync.ts";
import { openLink } from "./transport/index.ts";
import { AppContext } from "./ui/context.ts";
import "./ui/index.css";

/** From this width on the tape has a column of its own; the breakpoint `xl` of index.css. */
const WIDE_PX = 1440;

const root = document.getElementById("root");
assertInvariant(root !== null, "index.html has a root");

const link = openLink(() => clock.nowMs());
const client = createClient(link);
const store = createAppStore(window.innerWidth >= WIDE_PX);
// A window made narrower starts as a narrow one does: the tape would lie over the rows' buttons.
window.matchMedia(`(min-width: ${WIDE_PX}px)`).addEventListener("change", ({ matches }) => {
  if (!matches) store.setState({ tapeOpen: false });
});
const app: App = {
  store,
  client,
  clock,
  download: (path, fileName) => link.download(path, fileName),
  refresh: {
    practice: coalesced(() => readPractice(app)),
    activity: coalesced(() => readNewestActivity(app)),
    drill: coalesced(() => readDrill(app)),
  },
};

const groupsMayHaveChanged = followGroups(app);

startSync({
  link,
  client,
  store,
  clock,
  onLive: () => {
    void readInfo(app);
    void app.refresh.practice();
    void app.refresh.drill();
    if (store.getState().page === "activity") void app.refresh.activity();
    groupsMayHaveChanged();
  },
  onActivity: () => {
    groupsMayHaveChanged();
    if (store.getState().page === "activity") void app.refresh.activity();
  },
  onPractice: () => {
    if (store.getState().page !== "practice") return;
    void app.refresh.practice();
    // Faults are used up by orders, and what is open changes with them.
    void app.refresh.drill();
  },
  onDrill: () => {
    void app.refresh.drill();
  },
});

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <AppContext value={app}>
        <Shell />
      </AppContext>
    </CSPProvider>
  </StrictMode>,
);
