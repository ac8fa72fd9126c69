/** What the engine says of the program itself, for the foot of the page. */
import { wordsOfError, type App } from "./app.ts";
import { notify } from "./notices.ts";

export async function readInfo(app: App): Promise<void> {
  try {
    app.store.setState({ info: await app.client.call("app.info", {}) });
  } catch (error) {
    notify(app, "failed", `The engine did not say its version: ${wordsOfError(error)}`);
  }
}
