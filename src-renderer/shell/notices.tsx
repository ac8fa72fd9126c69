/** Short notes about what the trader just did, and the list of a running flatten, at the lower right. */
import { Check, CircleX, X } from "lucide-react";
import { useEffect } from "react";
import { closeFlattenList, flattenNow } from "../actions/flatten.ts";
import { dismissNotice } from "../actions/notices.ts";
import { followerOf, isFlat, openLines } from "../state/selectors.ts";
import { Button } from "../ui/button.tsx";
import { useApp, useSelect } from "../ui/context.ts";
import { Contracts } from "../ui/signed.tsx";

function FlattenLine({ id }: { readonly id: string }) {
  const app = useApp();
  const row = useSelect((state) => followerOf(state, id));
  if (row === undefined) return null;
  const flat = isFlat(row);
  return (
    <li className="flex min-h-7 items-center gap-2 px-3 py-0.5">
      <span className="w-24 shrink-0 truncate font-semibold">{row.account}</span>
      {flat ? (
        <span className="text-profit inline-flex flex-1 items-center gap-1">
          <Check size={14} aria-hidden /> Verified flat
        </span>
      ) : (
        <>
          <span className="text-muted flex flex-1 flex-wrap gap-x-2">
            {row.working > 0 ? "closing" : "open"}
            {openLines(row).map((line) => (
              <span key={line.contract} className="text-text">
                <Contracts value={line.confirmed} /> {line.contract}
              </span>
            ))}
          </span>
          <Button
            look="small"
            aria-label={`Flatten ${row.account} again`}
            onClick={() => void flattenNow(app, { kind: "follower", follower: id })}
          >
            Retry
          </Button>
        </>
      )}
    </li>
  );
}

const DONE_MS = 6_000;

function FlattenList() {
  const app = useApp();
  const flattening = useSelect((state) => state.flattening);
  const done = useSelect((state) =>
    (state.flattening?.followers ?? []).every((id) => {
      const row = followerOf(state, id);
      return row === undefined || isFlat(row);
    }),
  );
  // Stays while anything is open; then long enough to be read.
  useEffect(
    () => (flattening !== null && done ? app.clock.after(DONE_MS, () => closeFlattenList(app)) : undefined),
    [app, flattening, done],
  );
  if (flattening === null) return null;
  return (
    <section
      aria-label={flattening.title}
      className="border-line bg-panel rounded-xl border pb-1.5 shadow-2xl shadow-black/60"
    >
      <header className="flex items-center px-3 py-1.5">
        <h2 className="flex-1 text-sm font-semibold">{flattening.title}</h2>
        <Button look="ghost" aria-label="Close the flatten list" onClick={() => closeFlattenList(app)}>
          <X size={14} aria-hidden />
        </Button>
      </header>
      <ul className="max-h-64 overflow-auto text-xs">
        {flattening.followers.map((id) => (
          <FlattenLine key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

export function Notices() {
  const app = useApp();
  const notices = useSelect((state) => state.notices);
  return (
    <div className="pointer-events-none fixed right-4 bottom-10 z-30 flex w-[360px] flex-col gap-2 *:pointer-events-auto">
      <FlattenList />
      <div aria-live="polite" className="flex flex-col gap-2">
        {notices.map((notice) => (
          <div
            key={notice.id}
            className={`bg-panel flex items-start gap-2 rounded-lg border px-3 py-2 text-sm shadow-xl shadow-black/60 ${
              notice.tone === "failed" ? "border-danger" : "border-line"
            }`}
          >
            {notice.tone === "failed" ? (
              <CircleX size={16} aria-label="Failed" className="text-loss mt-px shrink-0" />
            ) : (
              <Check size={16} aria-label="Done" className="text-profit mt-px shrink-0" />
            )}
            <span className="min-w-0 flex-1 break-words">{notice.words}</span>
            <Button look="ghost" aria-label="Dismiss" onClick={() => dismissNotice(app, notice.id)}>
              <X size={14} aria-hidden />
            </Button>
          </div>
        ))}
      </div>
    </div>
  );
}
