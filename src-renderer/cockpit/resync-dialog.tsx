/**
 * Resync (R4): the exact orders before they are sent. The dialog has one height and its footer one place, so that what
 * is drawn anew never moves the button under the pointer; the click sends the version that is shown, or nothing.
 */
import { useEffect, useRef } from "react";
import {
  canConfirm,
  chooseToward,
  closeResync,
  confirmResync,
  ordersOf,
  redrawResync,
  type Toward,
} from "../actions/resync.ts";
import { count } from "../format/quantity.ts";
import { chicagoClock } from "../format/time.ts";
import { followerOf, groupOf } from "../state/selectors.ts";
import type { ResyncSlice } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { FrameDialog } from "../ui/frame-dialog.tsx";
import { ResyncLines } from "./resync-lines.tsx";

const goals: readonly { readonly toward: Toward; readonly word: string; readonly detail: string }[] = [
  {
    toward: "implied",
    word: "Toward the leader's size",
    detail: "Adds pass every check, as an entry does; what is too much is closed.",
  },
  { toward: "flat", word: "Toward flat", detail: "Closes what this follower holds, at market." },
];

function Goal({ chosen }: { readonly chosen: Toward }) {
  const app = useApp();
  return (
    <fieldset className="grid grid-cols-2 gap-2">
      <legend className="sr-only">Toward</legend>
      {goals.map(({ toward, word, detail }) => (
        <label
          key={toward}
          className={`has-focus-visible:outline-accent flex cursor-pointer flex-col rounded-lg border px-3 py-2 has-focus-visible:outline-2 ${
            toward === chosen ? "border-accent bg-accent-soft" : "border-edge/60 bg-raised hover:bg-hover"
          }`}
        >
          <input
            type="radio"
            name="resync-toward"
            checked={toward === chosen}
            onChange={() => chooseToward(app, toward)}
            className="sr-only"
          />
          <span className="text-sm font-semibold">{word}</span>
          <span className="text-text/85 text-xs">{detail}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Its place is kept while it is empty. */
function Said({ slice }: { readonly slice: ResyncSlice }) {
  return (
    <div className="min-h-[38px] py-1.5 text-sm">
      <output className="text-warn block">
        {slice.changed && slice.problem === null
          ? "Something has moved: nothing was sent. These are the orders now."
          : ""}
      </output>
      {slice.problem === null ? null : (
        <p role="alert" className="text-loss break-words">
          {slice.problem}
        </p>
      )}
    </div>
  );
}

function confirmWords(slice: ResyncSlice): string {
  if (slice.sending) return "Sending…";
  if (slice.preview === null || slice.preview.toward !== slice.toward) return "Reading…";
  const orders = ordersOf(slice.preview);
  return orders === 0 ? "Nothing to send" : `Send ${count(orders, "order")}`;
}

/** Stays a button that can be focused while it can not be pressed: the keyboard must not lose its place. */
function Confirm({ slice }: { readonly slice: ResyncSlice }) {
  const app = useApp();
  const can = canConfirm(slice);
  return (
    <Button
      look="primary"
      aria-disabled={!can}
      className={`w-[132px] ${can ? "" : "cursor-default opacity-50"}`}
      onClick={() => void confirmResync(app)}
    >
      {confirmWords(slice)}
    </Button>
  );
}

function Footer({ slice }: { readonly slice: ResyncSlice }) {
  const app = useApp();
  const { preview } = slice;
  return (
    <>
      <p className="text-2xs text-muted min-w-0 flex-1">
        {preview === null ? null : (
          <>
            <span className="block">{preview.budget}</span>
            Positions of {chicagoClock(preview.atMs)} CT; drawn anew every 5 s and when one moves.
          </>
        )}
      </p>
      <Button look="ghost" className="min-h-7 px-3 text-xs" onClick={() => closeResync(app)}>
        Cancel
      </Button>
      <Confirm slice={slice} />
    </>
  );
}

/** Every row that the engine publishes of this follower or its leader may be another position. */
function useRedrawing(follower: string): void {
  const app = useApp();
  const row = useSelect((state) => followerOf(state, follower));
  const leader = useSelect((state) =>
    row === undefined ? undefined : groupOf(state, row.group)?.leader.lines,
  );
  const drawn = useRef({ row, leader });
  useEffect(() => {
    if (drawn.current.row === row && drawn.current.leader === leader) return;
    drawn.current = { row, leader };
    void redrawResync(app);
  }, [app, row, leader]);
}

function Open({ slice }: { readonly slice: ResyncSlice }) {
  const app = useApp();
  useRedrawing(slice.follower);
  const account = useSelect((state) => followerOf(state, slice.follower)?.account ?? slice.follower);
  const shown = slice.preview?.toward === slice.toward ? slice.preview : null;
  return (
    <FrameDialog
      open
      onClose={() => closeResync(app)}
      title={`Resync ${account}`}
      aside="The exact orders, before they are sent."
      className="h-[480px] w-[720px]"
      footer={<Footer slice={slice} />}
    >
      <Goal chosen={slice.toward} />
      <Said slice={slice} />
      <ResyncLines preview={shown} />
    </FrameDialog>
  );
}

export function ResyncDialog() {
  const slice = useSelect((state) => state.resync);
  return slice === null ? null : <Open slice={slice} />;
}
