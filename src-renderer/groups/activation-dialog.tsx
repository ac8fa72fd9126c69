/**
 * First activation of a group (G7): positions that stand on its followers already are adopted, left alone or closed, row
 * by row, as the trader chooses. Where nothing stands, and every account has been seen, it is activated without a dialog.
 */
import { TriangleAlert } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import {
  activate,
  activateAtOnce,
  readActivation,
  type Activation,
  type Asked,
} from "../actions/copying-activation.ts";
import { notify } from "../actions/notices.ts";
import { count } from "../format/quantity.ts";
import { Button } from "../ui/button.tsx";
import { useApp } from "../ui/context.ts";
import { FrameDialog } from "../ui/frame-dialog.tsx";
import { chosenFor, rowKey, type Picked, type PositionChoice } from "./activation-choices.ts";
import { ActivationRows } from "./activation-rows.tsx";

export interface ActivationDialogProps {
  readonly group: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const meanings: readonly { readonly word: string; readonly detail: string }[] = [
  {
    word: "Adopt",
    detail: "Mimik takes it for its own copy: from now on it is reduced and closed with the leader.",
  },
  { word: "Leave", detail: "Mimik does not touch it and does not count it. You look after it yourself." },
  { word: "Close", detail: "It is closed at market as soon as the group is active." },
];

function RealMoney(props: { readonly agreed: boolean; readonly onAgree: (agreed: boolean) => void }) {
  return (
    <label className="border-danger bg-loss-soft flex cursor-pointer items-start gap-2 rounded-lg border px-3 py-2 text-sm">
      <input
        type="checkbox"
        checked={props.agreed}
        onChange={(event) => props.onAgree(event.target.checked)}
        className="accent-danger mt-0.5 size-4"
      />
      <span>
        <strong className="font-semibold">LIVE: real money.</strong> I know that copying places orders on real
        accounts from now on.
      </span>
    </label>
  );
}

function NotSeen({ accounts }: { readonly accounts: readonly string[] }) {
  if (accounts.length === 0) return null;
  return (
    <p className="text-warn flex items-start gap-2 text-sm">
      <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span>
        Not seen yet: {accounts.join(", ")}. What stands there is not known, and is left alone. Connect first
        to be asked about it.
      </span>
    </p>
  );
}

interface FormProps extends ActivationDialogProps {
  readonly asked: Activation;
  readonly onRefused: (words: string) => void;
  readonly refused: string | null;
}

function Form({ group, name, onClose, onDone, asked, onRefused, refused }: FormProps) {
  const app = useApp();
  const [picked, setPicked] = useState<Picked>({});
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const live = asked.environment === "live";
  const ready = !busy && (!live || agreed);
  const submit = async (): Promise<void> => {
    if (!ready) return;
    setBusy(true);
    const problem = await activate(app, group, chosenFor(asked.rows, picked));
    if (problem === null) {
      notify(app, "done", `${name} is active.`);
      onDone();
      return;
    }
    setBusy(false);
    onRefused(problem);
  };
  const pick = (key: string, choice: PositionChoice): void => setPicked({ ...picked, [key]: choice });
  return (
    <FrameDialog
      open
      onClose={onClose}
      title={`Activate ${name}`}
      aside={
        asked.rows.length === 0 ? "" : `${count(asked.rows.length, "position")} on its followers already`
      }
      className="w-[760px]"
      footer={
        <>
          <p className="text-muted min-w-0 flex-1 text-xs">Until it is activated the group stays as it is.</p>
          <Button look="ghost" className="min-h-7 px-3 text-xs" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            className={`w-[132px] ${ready ? "" : "cursor-default opacity-50"}`}
            aria-disabled={!ready}
            onClick={() => void submit()}
          >
            {busy ? "Activating…" : "Activate"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {asked.rows.length === 0 ? null : (
          <>
            <dl className="grid grid-cols-[52px_1fr] gap-x-2 gap-y-0.5 text-xs">
              {meanings.map(({ word, detail }) => (
                <div key={word} className="contents">
                  <dt className="font-semibold">{word}</dt>
                  <dd className="text-muted">{detail}</dd>
                </div>
              ))}
            </dl>
            <ActivationRows rows={asked.rows} picked={picked} onPick={(row, to) => pick(rowKey(row), to)} />
          </>
        )}
        <NotSeen accounts={asked.notSeen} />
        {live ? <RealMoney agreed={agreed} onAgree={setAgreed} /> : null}
        {refused === null ? null : (
          <p role="alert" className="text-loss text-sm break-words">
            {refused} Nothing was changed; these are the positions now.
          </p>
        )}
      </div>
    </FrameDialog>
  );
}

export function ActivationDialog(props: ActivationDialogProps) {
  const { group, name, onClose, onDone } = props;
  const app = useApp();
  const [asked, setAsked] = useState<Activation | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const onAnswer = useEffectEvent(async (answer: Asked<Activation>): Promise<void> => {
    if (answer.kind === "problem") {
      notify(app, "failed", `${name} was not activated: ${answer.words}`);
      onClose();
    } else if (answer.value.needed || answer.value.notSeen.length > 0) setAsked(answer.value);
    else if (await activateAtOnce(app, group)) onDone();
    else onClose();
  });
  useEffect(() => {
    let left = false;
    void (async () => {
      const answer = await readActivation(app, group);
      if (!left) await onAnswer(answer);
    })();
    return () => {
      left = true;
    };
  }, [app, group]);
  if (asked === null) return null;
  // Positions have moved since they were read: they are shown as they are now, with what was picked for the others.
  const onRefused = async (words: string): Promise<void> => {
    setRefused(words);
    const answer = await readActivation(app, group);
    if (answer.kind === "known") setAsked(answer.value);
  };
  return <Form {...props} asked={asked} refused={refused} onRefused={(words) => void onRefused(words)} />;
}
