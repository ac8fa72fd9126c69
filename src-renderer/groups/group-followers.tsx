/** The followers of a saved group, as they are set and how they stand. */
import { followerIdOf, type ConnectionId, type GroupId } from "../../src-shared/ids.ts";
import { RowState } from "../cockpit/position-cells.tsx";
import { followerOf, openLines } from "../state/selectors.ts";
import { useSelect } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";
import type { FollowerFields, GroupFields } from "./form-model.ts";
import { capWords, contractsWords, sizeWords } from "./rule-words.ts";

/** As the cockpit has it; nothing while its connection has not come up. */
function Now({ group, follower }: { readonly group: string; readonly follower: FollowerFields }) {
  const { connection, account } = follower;
  const id = followerIdOf(group as GroupId, connection as ConnectionId, account);
  const row = useSelect((state) => followerOf(state, id));
  if (row === undefined) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <RowState row={row} />
      {openLines(row).map((line) => (
        <span key={line.contract} className="whitespace-nowrap">
          <Contracts value={line.confirmed} /> {line.contract}
        </span>
      ))}
    </span>
  );
}

const heads = ["Follower", "Login", "Copies", "Size", "Caps", "Contracts", "Now"] as const;
const widths: Readonly<Record<(typeof heads)[number], string>> = {
  Follower: "",
  Login: "",
  Copies: "w-[60px]",
  Size: "w-[190px]",
  Caps: "w-[86px]",
  Contracts: "w-[150px]",
  Now: "w-[180px]",
};

export interface GroupFollowersProps {
  readonly group: string;
  readonly fields: GroupFields;
}

export function GroupFollowers({ group, fields }: GroupFollowersProps) {
  const { followers, name } = fields;
  if (followers.length === 0)
    return (
      <p className="text-muted px-3.5 pb-3 text-sm">No followers yet: what the leader trades goes nowhere.</p>
    );
  return (
    <table aria-label={`Followers of ${name}`} className="w-full table-fixed border-collapse text-sm">
      <thead>
        <tr className="border-line text-2xs text-muted border-t *:px-2 *:py-1.5 *:text-left *:font-medium">
          {heads.map((head) => (
            <th key={head} scope="col" className={`first:!pl-3.5 ${widths[head]}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {followers.map((follower) => (
          <tr key={follower.uid} className="border-line border-t [&>*]:px-2 [&>*]:py-1">
            <th scope="row" className="!pl-3.5 text-left font-semibold break-words">
              {follower.account}
            </th>
            <td className="text-muted break-words">{follower.connection}</td>
            <td className={follower.enabled ? "" : "text-muted"}>{follower.enabled ? "on" : "off"}</td>
            <td className="break-words">{sizeWords(follower)}</td>
            <td>{capWords(follower.sizing)}</td>
            <td className="break-words">{contractsWords(follower)}</td>
            <td>
              <Now group={group} follower={follower} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
