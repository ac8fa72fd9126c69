/** What the trader does to groups beside their settings: resync (R4) and first activation (G7). Views read, inputs act. */
import type { ActivationRow, ResyncPreview } from "../../src-shared/ipc/groups.ts";
import { standingPositions, type StandingPosition } from "../core/adoption.ts";
import { accountOf, type CoreState } from "../core/state.ts";
import { PREVIEW_MS, resyncPreview } from "../core/view/resync-preview.ts";
import type { Clock, Engine } from "./port.ts";
import type { Run } from "./run.ts";

export interface GroupHandsParts {
  readonly state: CoreState;
  readonly clock: Clock;
  readonly run: Pick<Run, "inputs">;
}

type GroupHands = Pick<Engine, "resyncPreview" | "resync" | "activation" | "activate">;

/** Ids of confirmed previews that are remembered: a second click finds its own. */
const CONFIRMED_MAX = 200;

function rowOf(standing: StandingPosition): ActivationRow {
  const { follower, contract, position, leaderContract, leaderPosition, notAdoptable } = standing;
  return {
    follower: follower.settings.id,
    account: follower.settings.ref.account,
    contract,
    position,
    leaderContract,
    leaderPosition,
    notAdoptable,
  };
}

export function groupHands({ state, clock, run }: GroupHandsParts): GroupHands {
  const confirmed = new Set<string>();
  let previews = 0;
  return {
    resyncPreview(id, toward): ResyncPreview | null {
      const follower = state.followers.get(id);
      if (!follower) return null;
      previews += 1;
      const now = clock.now();
      return resyncPreview(state, follower, { toward, id: `${Math.trunc(now.wallMs)}-${previews}`, now });
    },
    resync({ follower: id, toward, id: previewId, version, atMs }) {
      const follower = state.followers.get(id);
      const now = clock.now();
      const age = now.wallMs - atMs;
      if (!follower || age > PREVIEW_MS || age < -PREVIEW_MS || confirmed.has(previewId)) return false;
      if (resyncPreview(state, follower, { toward, id: previewId, now }).version !== version) return false;
      if (confirmed.size >= CONFIRMED_MAX) confirmed.clear();
      confirmed.add(previewId);
      run.inputs([{ kind: "resync", follower: id, toward, previewId, version }]);
      return true;
    },
    activation(id) {
      const group = state.groups.get(id);
      if (!group) return null;
      return {
        rows: standingPositions(state, group).map(rowOf),
        notSeen: group.followers
          .filter((follower) => !accountOf(state, follower.account)?.liveOnce)
          .map((follower) => follower.settings.ref.account),
      };
    },
    activate(group, choices) {
      run.inputs([{ kind: "activate", group, choices }]);
    },
  };
}
