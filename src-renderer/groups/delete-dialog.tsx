/**
 * Deleting a group. Refused while a follower of it is open: then it says what is open and closes it first, at two
 * presses as everywhere; the answer comes into reach once everything is seen flat.
 */
import { deleteGroup } from "../actions/groups.ts";
import { count } from "../format/quantity.ts";
import { FlattenButton } from "../shell/flatten-button.tsx";
import { followersIn, mayBeOpen, openLines } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect, useSelectList } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";
import { Sheet } from "./sheet.tsx";

export interface DeleteDialogProps {
  readonly group: string;
  readonly name: string;
  readonly open: boolean;
  readonly onClose: () => void;
}

function StillOpen({ group, name }: { readonly group: string; readonly name: string }) {
  const rows = useSelectList((state) => followersIn(state, { kind: "group", group }).filter(mayBeOpen));
  return (
    <>
      <p className="text-sm">
        It can not be deleted yet: Mimik would no longer look after what stands open on{" "}
        {count(rows.length, "follower")}. Flatten the group first; this stays open meanwhile.
      </p>
      <ul aria-label="Open positions" className="border-line bg-ground rounded-lg border px-3 py-1.5 text-sm">
        {rows.map((row) => (
          <li key={row.id} className="flex min-h-6 flex-wrap items-center gap-x-3">
            <strong className="w-[120px]">{row.account}</strong>
            {openLines(row).map((line) => (
              <span key={line.contract}>
                <Contracts value={line.confirmed} /> {line.contract}
              </span>
            ))}
            {openLines(row).length === 0 ? <span className="text-muted">orders on their way</span> : null}
          </li>
        ))}
      </ul>
      {/* Armed it grows to the left. */}
      <div className="flex justify-end">
        <FlattenButton
          scope={{ kind: "group", group }}
          size="group"
          label="Flatten group"
          name={`Flatten group ${name}`}
          place="delete"
        />
      </div>
    </>
  );
}

export function DeleteDialog({ group, name, open, onClose }: DeleteDialogProps) {
  const app = useApp();
  const blocked = useSelect((state) => followersIn(state, { kind: "group", group }).some(mayBeOpen));
  const confirm = async (): Promise<void> => {
    if (await deleteGroup(app, group, name)) onClose();
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      size="narrow"
      close="Keep it"
      title={`Delete ${name}?`}
      footer={
        <>
          <span className="flex-1" />
          <Button look="danger" disabled={blocked} onClick={() => void confirm()}>
            Delete the group
          </Button>
        </>
      }
    >
      {blocked ? (
        <StillOpen group={group} name={name} />
      ) : (
        <p className="text-sm">
          No follower holds anything. Its leader and followers become free for other groups; what it has
          traded stays in the activity. An export keeps its settings.
        </p>
      )}
    </Sheet>
  );
}
