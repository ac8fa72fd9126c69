/**
 * Keeping the notional, and the way out of it: contracts of a larger product one for one, which wants the trader's own
 * typing after he has seen both products' dollars a point (product.md section 3).
 */
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { CheckField, TextField } from "../ui/form-fields.tsx";
import { mayBeLarger, pairsOf, pointWords, type PairValue } from "./point-values.ts";
import type { RuleProps } from "./rule-fields.tsx";
import { Sheet } from "./sheet.tsx";

const PHRASE = "one for one";

function PointTable({ pairs }: { readonly pairs: readonly PairValue[] }) {
  return (
    <table className="w-full table-fixed text-sm" aria-label="Dollars per point">
      <thead>
        <tr className="text-2xs text-muted *:py-1 *:text-left *:font-medium">
          <th scope="col">Leader</th>
          <th scope="col">is worth</th>
          <th scope="col">Follower</th>
          <th scope="col">is worth</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ leader, follower, leaderMicros, followerMicros }) => (
          <tr key={leader} className="border-line border-t *:py-1">
            <th scope="row" className="text-left font-semibold">
              1 {leader}
            </th>
            <td>{pointWords(leaderMicros)}</td>
            <td className="font-semibold">1 {follower}</td>
            <td
              className={mayBeLarger({ leader, follower, leaderMicros, followerMicros }) ? "text-warn" : ""}
            >
              {pointWords(followerMicros)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ConfirmProps {
  readonly open: boolean;
  readonly pairs: readonly PairValue[];
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

function ConfirmSheet({ open, pairs, onClose, onConfirm }: ConfirmProps) {
  const [text, setText] = useState("");
  const isTyped = text.trim().toLowerCase() === PHRASE;
  const confirm = (): void => {
    if (!isTyped) return;
    setText("");
    onConfirm();
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      size="narrow"
      close="Keep the notional"
      title="Copy a larger product one for one?"
      footer={
        <>
          <span className="flex-1" />
          <Button look="danger" disabled={!isTyped} onClick={confirm}>
            Copy one for one
          </Button>
        </>
      }
    >
      <p className="text-sm">
        Each contract of the leader becomes a contract of a product that moves more money. A loss of the
        leader is that much larger on the follower.
      </p>
      <PointTable pairs={pairs} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // The form behind it is no parent on the page, but one here.
          event.stopPropagation();
          confirm();
        }}
      >
        <TextField
          label={`Type "${PHRASE}" to confirm`}
          value={text}
          problem={undefined}
          onChange={setText}
        />
      </form>
    </Sheet>
  );
}

export function LargerProduct({ rule, at, onChange }: RuleProps) {
  const [asking, setAsking] = useState(false);
  const pairs = pairsOf(rule.map);
  const larger = pairs.filter(mayBeLarger);
  const { keepNotional, largerConfirmed } = rule;
  if (larger.length === 0)
    return (
      <CheckField
        label="Keep the notional: size by dollars per point"
        checked={keepNotional}
        onChange={(on) => onChange(`${at}.keepNotional`, { keepNotional: on })}
      />
    );
  return (
    <div className="border-line bg-ground flex flex-col gap-1.5 rounded-lg border px-3 py-2">
      <p className="flex items-start gap-2 text-xs">
        <TriangleAlert size={14} aria-hidden className="text-warn mt-px shrink-0" />
        <span>
          {largerConfirmed
            ? "You confirmed it: where the follower's product is the larger one, contracts are copied one for one too."
            : "Where the follower's product is the larger one the notional is always kept, and nothing is raised to one contract."}
        </span>
      </p>
      {largerConfirmed ? (
        <div className="flex flex-wrap items-center gap-3">
          <CheckField
            label="Keep the notional: size by dollars per point"
            checked={keepNotional}
            onChange={(on) => onChange(`${at}.keepNotional`, { keepNotional: on })}
          />
          <Button
            look="small"
            onClick={() => onChange(`${at}.keepNotional`, { largerConfirmed: false, keepNotional: true })}
          >
            Take the confirmation back
          </Button>
        </div>
      ) : (
        <Button look="small" className="w-fit" onClick={() => setAsking(true)}>
          Copy one for one instead…
        </Button>
      )}
      <ConfirmSheet
        open={asking}
        pairs={larger}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onChange(`${at}.keepNotional`, { largerConfirmed: true, keepNotional: false });
        }}
      />
    </div>
  );
}
