/** A group's settings to be read, not changed: those of the past, and those that a leader's fill was copied under. */
import { sessionWindowSchema } from "../../src-shared/group.ts";
import type { GroupDraft } from "../../src-shared/ipc/groups.ts";
import { windowWords } from "../../src-shared/session-windows-words.ts";
import { fieldsOf, type GroupFields } from "./form-model.ts";
import { capWords, contractsWords, sizeWords } from "./rule-words.ts";

const statuses: Readonly<Record<string, string>> = {
  active: "active",
  "closing-only": "closing only",
  paused: "paused",
};

const foreign: Readonly<Record<GroupFields["foreignTrades"], string>> = {
  alert: "alert",
  ignore: "ignored",
  "flatten-and-stop-entries": "flatten and stop entries",
};

function windowsWords({ sessions }: GroupFields): string {
  if (sessions.length === 0) return "none: always";
  return sessions
    .map(({ uid: _uid, ...window }) => {
      const words = windowWords(sessionWindowSchema.parse(window));
      return window.flattenAtEnd ? `${words}, flatten at its end` : words;
    })
    .join("; ");
}

function linesOf(draft: GroupDraft, fields: GroupFields): readonly (readonly [string, string])[] {
  const status = typeof draft["status"] === "string" ? statuses[draft["status"]] : undefined;
  return [
    ["Status", status ?? "not recorded"],
    ["Tag", fields.tag],
    ["Leader", `${fields.leader.account} on ${fields.leader.connection}`],
    ["Entries are copied", fields.copyOn === "each-fill" ? "with each fill" : "when the order is complete"],
    ["On reversal", fields.onReversal === "reverse" ? "reverse" : "close only"],
    ["Symbols", fields.symbols === "" ? "all" : fields.symbols],
    ["Session windows", windowsWords(fields)],
    ["Trades of others", foreign[fields.foreignTrades]],
    ["Automatic reduction", fields.reduceAutomatically ? `after ${fields.graceSeconds} s` : "off"],
    ["Leader lost", fields.leaderLost === "alarm" ? "alarm" : `flatten after ${fields.afterSeconds} s`],
    ["Price collar", fields.collar ? `${fields.collarPercent} %` : "none"],
  ];
}

export function SettingsText({ draft }: { readonly draft: GroupDraft }) {
  const fields = fieldsOf(draft);
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[150px_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-sm">
        {linesOf(draft, fields).map(([label, words]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="break-words">{words}</dd>
          </div>
        ))}
      </dl>
      <table aria-label="Followers then" className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="text-2xs text-muted *:py-1 *:text-left *:font-medium">
            <th scope="col">Follower</th>
            <th scope="col" className="w-[60px]">
              Copies
            </th>
            <th scope="col">Size</th>
            <th scope="col" className="w-[90px]">
              Caps
            </th>
            <th scope="col">Contracts</th>
          </tr>
        </thead>
        <tbody>
          {fields.followers.map((follower) => (
            <tr key={follower.uid} className="border-line border-t [&>*]:py-1 [&>*]:break-words">
              <th scope="row" className="text-left font-medium">
                {follower.account}
              </th>
              <td>{follower.enabled ? "on" : "off"}</td>
              <td>{sizeWords(follower)}</td>
              <td>{capWords(follower.sizing)}</td>
              <td>{contractsWords(follower)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
