/** The trader's hands on the groups: being built; see GroupDesk in host-port.ts. */
import type { GroupDesk } from "./host-port.ts";
import { RefusedError } from "./refused.ts";

function notYet(): never {
  throw new RefusedError("This is being built.");
}

export function createGroupDesk(): GroupDesk {
  return {
    settings: notYet,
    save: notYet,
    delete: notYet,
    activation: notYet,
    activate: notYet,
    previewResync: notYet,
    confirmResync: notYet,
    exportText: notYet,
    previewImport: notYet,
    import: notYet,
    explain: notYet,
    history: notYet,
    settingsAt: notYet,
  };
}
