/** Reads out at once who drifts, stands against the leader or is locked; the causes stand on the rows. */
import { count } from "../format/quantity.ts";
import type { AppState } from "../state/store.ts";
import { useSelect } from "../ui/context.ts";
import { stateLooks } from "../ui/follower-state.tsx";

const spoken = ["opposed", "locked", "drift"] as const;
/** More than these are counted: nobody listens to forty names. */
const NAMED_MAX = 3;

export function troubleWords(state: AppState): string {
  const rows = state.cockpit?.followers ?? [];
  return spoken
    .flatMap((kind) => {
      const accounts = rows.filter((row) => row.state === kind).map((row) => row.account);
      if (accounts.length === 0) return [];
      const { word } = stateLooks[kind];
      return accounts.length > NAMED_MAX
        ? [`${word}: ${count(accounts.length, "follower")}`]
        : [`${word}: ${accounts.join(", ")}`];
    })
    .join(". ");
}

export function TroubleAnnouncer() {
  const words = useSelect(troubleWords);
  return (
    <div aria-live="assertive" className="sr-only">
      {words}
    </div>
  );
}
